//! What a file's first bytes look like, for the message that it is not what its name says.

/// (leading bytes, what such a file is).
const MAGIC: &[(&[u8], &str)] = &[
    (b"\x1f\x8b", "gzip data"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x28\xb5\x2f\xfd", "zstandard data"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ\x00", "xz data"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x5d\x00\x00", "LZMA data, as in a .bi5 file"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Office file"),
    (b"%PDF", "a PDF"),
    (b"\xff\xfe", "UTF-16 text"),
    (b"\xfe\xff", "UTF-16 text"),
];

/// (first text, in lower case and after blanks, what such a file is).
const MARKUP: &[(&[u8], &str)] = &[
    (b"<!doctype html", "an HTML page"),
    (b"<html", "an HTML page"),
    (b"<head", "an HTML page"),
    (b"<?xml", "an XML document"),
    (b"{", "JSON"),
    (b"[", "JSON"),
];

/// What `bytes`, the start of a file, look like, when that is no delimited text.
pub(super) fn foreign_to_csv(bytes: &[u8]) -> Option<&'static str> {
    magic(bytes)
        .or_else(|| markup(bytes))
        .or_else(|| binary(bytes))
}

/// What `bytes`, the start of a file that is no LZMA, look like.
pub(super) fn foreign_to_lzma(bytes: &[u8]) -> &'static str {
    foreign_to_csv(bytes).unwrap_or("text")
}

/// What `bytes`, the start of a file that is no JSON object, look like.
pub(super) fn foreign_to_json(bytes: &[u8]) -> &'static str {
    match foreign_to_csv(bytes) {
        _ if bytes.is_empty() => "an empty file",
        Some(looks_like) => looks_like,
        None => "text",
    }
}

fn magic(bytes: &[u8]) -> Option<&'static str> {
    MAGIC
        .iter()
        .find(|(start, _)| bytes.starts_with(start))
        .map(|(_, name)| *name)
}

fn markup(bytes: &[u8]) -> Option<&'static str> {
    let text = without_bom(bytes).trim_ascii_start();
    let starts = |start: &[u8]| {
        text.get(..start.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(start))
    };
    MARKUP
        .iter()
        .find(|(start, _)| starts(start))
        .map(|(_, name)| *name)
}

fn binary(bytes: &[u8]) -> Option<&'static str> {
    let control = |byte: &u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
    bytes.iter().take(512).any(control).then_some("binary data")
}

/// `bytes` after a UTF-8 byte order mark.
pub(super) fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}
