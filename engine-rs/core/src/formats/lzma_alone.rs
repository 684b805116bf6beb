//! LZMA-alone, the container of `.bi5`: 13 bytes of header (properties, dictionary size, size or -1), then the stream.

use liblzma::stream::{Action, Error, Status, Stream};

use super::FormatError;
use super::lookalike;

const HEADER: usize = 13;
/// The properties byte of `lc=3 lp=0 pb=2`, which every known producer writes.
const PROPERTIES: u8 = 0x5d;
/// The size that says that the stream ends with a marker.
const UNKNOWN_SIZE: u64 = u64::MAX;
/// Of the decoder itself. The largest usual dictionary is 64 MiB.
const MEMORY_LIMIT: u64 = 128 << 20;
/// What is made room for at first where the header claims no size.
const FIRST_ROOM: usize = 64 << 10;
/// The least dictionary that liblzma makes.
const LEAST_DICTIONARY: u64 = 4096;

/// The unpacked bytes of `data`, at most `limit` of them. `wanted` names the kind of file in a message.
pub(super) fn unpack(
    data: &[u8],
    limit: usize,
    wanted: &'static str,
) -> Result<Vec<u8>, FormatError> {
    if data.first() != Some(&PROPERTIES) {
        return Err(FormatError::Foreign {
            wanted,
            looks_like: lookalike::foreign_to_lzma(data),
        });
    }
    let Some(claimed) = claimed_size(data) else {
        return Err(FormatError::Truncated {
            byte: data.len() as u64,
            unpacked: 0,
        });
    };
    let limit_bytes = limit as u64;
    if claimed != UNKNOWN_SIZE && claimed > limit_bytes {
        return Err(FormatError::TooBig {
            limit: limit_bytes,
            claimed: Some(claimed),
        });
    }
    let mut header = [0; HEADER];
    header.copy_from_slice(&data[..HEADER]);
    let room = if claimed == UNKNOWN_SIZE {
        FIRST_ROOM
    } else {
        narrow_dictionary(&mut header, claimed);
        claimed as usize
    };
    decode(&header, data, room, limit)
}

/// Nothing lies further back than all that was unpacked. Dukascopy's hours state 4 MiB and unpack to 100 kB; so much memory
/// is got from the system anew for each, and given back.
fn narrow_dictionary(header: &mut [u8; HEADER], claimed: u64) {
    let stated = &mut header[1..HEADER - 8];
    let enough = (claimed.max(LEAST_DICTIONARY) as u32).to_le_bytes();
    if stated.iter().rev().gt(enough.iter().rev()) {
        stated.copy_from_slice(&enough);
    }
}

fn claimed_size(data: &[u8]) -> Option<u64> {
    let bytes = data.get(HEADER - 8..HEADER)?;
    bytes.try_into().ok().map(u64::from_le_bytes)
}

fn decode(
    header: &[u8; HEADER],
    data: &[u8],
    room: usize,
    limit: usize,
) -> Result<Vec<u8>, FormatError> {
    let mut stream =
        Stream::new_lzma_decoder(MEMORY_LIMIT).map_err(|_| FormatError::Corrupt { byte: 0 })?;
    // liblzma does not look at a header as long as it has no room for what comes after it.
    let mut out = Vec::with_capacity(room.max(1));
    advance(&mut stream, header, &mut out, Action::Run)?;
    while !advance(&mut stream, data, &mut out, Action::Finish)? {
        if out.len() < out.capacity() {
            return Err(truncated(&stream));
        }
        check_limit(&out, limit)?;
        out.reserve_exact(out.len().min(limit - out.len()) + 1);
    }
    check_limit(&out, limit)?;
    match data.len() as u64 - stream.total_in() {
        0 => Ok(out),
        count => Err(FormatError::TrailingBytes {
            byte: stream.total_in(),
            count,
        }),
    }
}

/// Decodes until `out` is full, `data` is used up or the stream ends; says whether it ended.
fn advance(
    stream: &mut Stream,
    data: &[u8],
    out: &mut Vec<u8>,
    action: Action,
) -> Result<bool, FormatError> {
    let rest = &data[stream.total_in() as usize..];
    match stream.process_vec(rest, out, action) {
        Ok(status) => Ok(matches!(status, Status::StreamEnd)),
        Err(Error::Data) => Err(FormatError::Corrupt {
            byte: stream.total_in(),
        }),
        Err(_) => Err(FormatError::Corrupt { byte: 0 }),
    }
}

fn check_limit(out: &[u8], limit: usize) -> Result<(), FormatError> {
    if out.len() > limit {
        Err(FormatError::TooBig {
            limit: limit as u64,
            claimed: None,
        })
    } else {
        Ok(())
    }
}

fn truncated(stream: &Stream) -> FormatError {
    FormatError::Truncated {
        byte: stream.total_in(),
        unpacked: stream.total_out(),
    }
}
