//! Fields in double quotes, or with blanks before them, as spreadsheets and some programs write them.

use std::borrow::Cow;

/// The text without quotes around its fields and blanks before them. A delimiter within quotes becomes a blank, so that
/// it ends no field; a quote anywhere else stays, for it belongs to no number and no time.
pub(super) fn unquoted(text: &[u8], delimiter: u8) -> Cow<'_, [u8]> {
    if memchr::memchr(b'"', text).is_none() && !has_blank_fields(text, delimiter) {
        return Cow::Borrowed(text);
    }
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        rest = &rest[blanks(rest, delimiter)..];
        let length = if let Some(inner) = quoted_field(rest, delimiter) {
            let byte = |byte: &u8| if *byte == delimiter { b' ' } else { *byte };
            plain.extend(inner.iter().map(byte));
            inner.len() + 2
        } else {
            let length = field_length(rest, delimiter);
            plain.extend(&rest[..length]);
            length
        };
        // What ended the field.
        plain.extend(rest.get(length));
        rest = rest.get(length + 1..).unwrap_or_default();
    }
    Cow::Owned(plain)
}

fn has_blank_fields(text: &[u8], delimiter: u8) -> bool {
    delimiter != b' '
        && memchr::memchr_iter(delimiter, text).any(|at| text.get(at + 1) == Some(&b' '))
}

/// How many blanks a field begins with.
fn blanks(text: &[u8], delimiter: u8) -> usize {
    let is_blank = |byte: &&u8| **byte == b' ' && delimiter != b' ';
    text.iter().take_while(is_blank).count()
}

/// What stands between the quotes of the field that `text` begins with, if it has such.
fn quoted_field(text: &[u8], delimiter: u8) -> Option<&[u8]> {
    let inner = text.strip_prefix(b"\"")?;
    let line = memchr::memchr(b'\n', inner).map_or(inner, |end| &inner[..end]);
    let is_last = |end: &usize| match line.get(end + 1) {
        None | Some(b'\r') => true,
        Some(next) => *next == delimiter,
    };
    let end = memchr::memchr_iter(b'"', line).find(is_last)?;
    Some(&line[..end])
}

fn field_length(text: &[u8], delimiter: u8) -> usize {
    memchr::memchr2(delimiter, b'\n', text).unwrap_or(text.len())
}
