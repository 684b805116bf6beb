#![no_main]
//! Any bytes as a message of the bus: no panic, and what is accepted is the same once more.

use libfuzzer_sys::fuzz_target;
use pyworkstation_protocol::{decode_reply, decode_request, decode_stream, encode};

fuzz_target!(|data: &[u8]| {
    if let Ok(request) = decode_request(data) {
        let again = encode(&request).expect("it was decoded");
        assert!(decode_request(&again).is_ok());
    }
    if let Ok(reply) = decode_reply(data) {
        let again = encode(&reply).expect("it was decoded");
        assert!(decode_reply(&again).is_ok());
    }
    if let Ok(stream) = decode_stream(data) {
        let again = encode(&stream).expect("it was decoded");
        assert!(decode_stream(&again).is_ok());
    }
});
