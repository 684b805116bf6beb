//! The golden vectors of `ipc-spec/`, the same files that Python runs.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may say so")]

use pyworkstation_protocol::{BadMessage, decode_reply, decode_request, decode_stream, encode};
use std::path::PathBuf;

/// Decode, and encode again.
fn round_trip(envelope: &str, data: &[u8]) -> Result<Vec<u8>, BadMessage> {
    match envelope {
        "request" => decode_request(data).map(|message| encode(&message).unwrap()),
        "reply" => decode_reply(data).map(|message| encode(&message).unwrap()),
        "stream" => decode_stream(data).map(|message| encode(&message).unwrap()),
        other => panic!("unknown envelope {other}"),
    }
}

/// Run `check(title, envelope, bytes)` on every case of a folder; return how many there were.
fn each_case(folder: &str, check: impl Fn(&str, &str, &[u8])) -> usize {
    let vectors = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../ipc-spec/vectors")
        .join(folder);
    let mut count = 0;
    for entry in std::fs::read_dir(vectors).unwrap() {
        let path = entry.unwrap().path();
        let document: serde_json::Value =
            serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let envelope = document["envelope"].as_str().unwrap();
        for case in document["cases"].as_array().unwrap() {
            let name = case["name"].as_str().or(case["why"].as_str()).unwrap();
            let title = format!("{}: {name}", path.file_stem().unwrap().display());
            check(&title, envelope, &from_hex(case["hex"].as_str().unwrap()));
            count += 1;
        }
    }
    count
}

fn from_hex(text: &str) -> Vec<u8> {
    text.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

#[test]
fn valid_vectors_decode_and_encode_to_the_same_bytes() {
    let count = each_case("valid", |title, envelope, data| {
        match round_trip(envelope, data) {
            Ok(again) => assert_eq!(again, data, "{title}"),
            Err(error) => panic!("{title}: {error}"),
        }
    });
    assert!(count >= 27, "found only {count} vectors");
}

#[test]
fn invalid_vectors_are_refused() {
    let count = each_case("invalid", |title, envelope, data| {
        assert!(round_trip(envelope, data).is_err(), "accepted {title}");
    });
    assert!(count >= 27, "found only {count} vectors");
}
