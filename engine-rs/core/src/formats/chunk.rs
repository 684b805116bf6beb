//! CSV on several threads: pieces that end at line ends are read apart, and joined as if they had been read in a row.

use std::thread;

use super::FormatError;
use super::csv::{CsvReader, SHORT_ROW};
use crate::ticks::TickColumns;

/// A piece smaller than this is not worth a thread.
const SMALL: usize = 64 << 10;

/// What a piece of a file holds, read without knowledge of what stands before it.
#[derive(Debug)]
pub struct Chunk {
    /// Bytes at its start whose reading depends on what stands before: read again when that is known.
    head: usize,
    /// The reader as it was after the head.
    after_head: CsvReader,
    /// The reader at the end, with what it found after the head.
    end: CsvReader,
    /// The ticks after the head.
    ticks: TickColumns,
    /// What ended the reading.
    fault: Option<FormatError>,
}

impl CsvReader {
    /// Reads `bytes`, whole lines of this reader's file from its line `first_line` on, apart from the rest: on any
    /// thread, in any order. `join` then takes the chunks in the file's order.
    #[must_use]
    pub fn parse_chunk(&self, first_line: u64, bytes: &[u8]) -> Chunk {
        let bytes = whole_lines(bytes);
        let mut reader = self.apart(first_line);
        let Some(head) = reader.take_head(bytes, &mut TickColumns::default()) else {
            return Chunk {
                head: bytes.len(),
                after_head: reader.clone(),
                end: reader,
                ticks: TickColumns::default(),
                fault: None,
            };
        };
        let after_head = reader.clone();
        reader.checks.clear_findings();
        let mut ticks = TickColumns::default();
        ticks.reserve(bytes.len() / SHORT_ROW);
        let fault = reader.take_lines(&bytes[head..], &mut ticks).err();
        Chunk {
            head,
            after_head,
            end: reader,
            ticks,
            fault,
        }
    }

    /// Takes a chunk, which was parsed from `bytes`, as the next of the file. The outcome is that of `feed(bytes)`.
    ///
    /// # Errors
    /// As `feed`.
    pub fn join(
        &mut self,
        bytes: &[u8],
        chunk: Chunk,
        out: &mut TickColumns,
    ) -> Result<(), FormatError> {
        if !self.carry.is_empty() {
            return self.feed(bytes, out);
        }
        self.feed(&bytes[..chunk.head], out)?;
        if chunk.head == bytes.len() {
            return Ok(());
        }
        if !self.is_where(&chunk.after_head) || self.would_end(&chunk) {
            return self.feed(&bytes[chunk.head..], out);
        }
        self.line = chunk.end.line;
        self.blank_line = chunk.end.blank_line;
        self.rows.stand_as_after(&chunk.end.rows);
        let repeated = chunk.end.rows.repeated_times() - chunk.after_head.rows.repeated_times();
        self.rows.add_repeated_times(repeated);
        self.checks.join(chunk.end.checks);
        out.append(chunk.ticks);
        chunk.fault.map_or(Ok(()), Err)
    }

    /// As `feed`, on so many threads.
    ///
    /// # Errors
    /// As `feed`.
    pub fn feed_on_threads(
        &mut self,
        bytes: &[u8],
        threads: usize,
        out: &mut TickColumns,
    ) -> Result<(), FormatError> {
        let mut rest = bytes;
        if self.line == 0 || !self.carry.is_empty() {
            let first = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
            self.feed(&rest[..first], out)?;
            rest = &rest[first..];
        }
        let pieces = pieces(rest, threads);
        let (first, others) = match &pieces[..] {
            [] => return Ok(()),
            [only] => return self.feed(only, out),
            [first, others @ ..] => (*first, others),
        };
        out.reserve(rest.len() / SHORT_ROW);
        let mut line = self.line + 1 + lines(first);
        let mut first_lines = Vec::with_capacity(others.len());
        for piece in others {
            first_lines.push(line);
            line += lines(piece);
        }
        let template = &self.clone();
        thread::scope(|scope| {
            let mut running = Vec::with_capacity(others.len());
            for (piece, line) in others.iter().zip(first_lines) {
                let parse = move || template.parse_chunk(line, piece);
                running.push(thread::Builder::new().spawn_scoped(scope, parse).ok());
            }
            self.feed(first, out)?;
            for (piece, thread) in others.iter().zip(running) {
                match thread.and_then(|thread| thread.join().ok()) {
                    Some(chunk) => self.join_piece(piece, chunk, out)?,
                    // No thread was to be had, or it panicked, which it never should: read here, nothing is lost.
                    None => self.feed(piece, out)?,
                }
            }
            Ok(())
        })
    }

    fn join_piece(
        &mut self,
        piece: &[u8],
        chunk: Chunk,
        out: &mut TickColumns,
    ) -> Result<(), FormatError> {
        let whole = whole_lines(piece);
        self.join(whole, chunk, out)?;
        self.feed(&piece[whole.len()..], out)
    }

    /// A reader of the same file that knows nothing of the lines before `first_line`.
    fn apart(&self, first_line: u64) -> Self {
        let mut reader = self.clone();
        reader.line = first_line.saturating_sub(1);
        reader.carry.clear();
        reader.blank_line = 0;
        reader.checks = super::checks::Checks::new(self.checks.settings().clone());
        reader.rows.forget();
        reader
    }

    /// Takes lines until the rest does not depend on what stood before; none when that does not happen.
    fn take_head(&mut self, bytes: &[u8], out: &mut TickColumns) -> Option<usize> {
        let mut at = 0;
        let mut first_us = None;
        loop {
            at += self.take_next(&bytes[at..], out).ok()??;
            let newest_us = self.checks.newest_us();
            let moved = *first_us.get_or_insert(newest_us) < newest_us;
            first_us = first_us.filter(|first| *first > i64::MIN);
            if moved && self.rows.is_settled() && self.checks.is_settled() && self.blank_line == 0 {
                return Some(at);
            }
        }
    }

    fn is_where(&self, other: &Self) -> bool {
        self.line == other.line
            && self.blank_line == other.blank_line
            && self.carry.is_empty()
            && self.rows.is_as_after(&other.rows)
            && self.checks.is_as_after(&other.checks)
    }

    /// Would the rejects of the chunk, on top of those before, end the reading somewhere in it?
    fn would_end(&self, chunk: &Chunk) -> bool {
        let rejected = self.checks.rejected() + chunk.end.checks.rejected();
        rejected > self.checks.settings().max_rejects
    }
}

/// `bytes` in at most so many pieces of about one size, cut after line ends.
fn pieces(bytes: &[u8], most: usize) -> Vec<&[u8]> {
    let count = most.clamp(1, (bytes.len() / SMALL).max(1));
    let size = bytes.len() / count;
    let mut pieces = Vec::with_capacity(count);
    let mut rest = bytes;
    while pieces.len() + 1 < count && rest.len() > size {
        let Some(end) = memchr::memchr(b'\n', &rest[size..]) else {
            break;
        };
        let (piece, after) = rest.split_at(size + end + 1);
        pieces.push(piece);
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(rest);
    }
    pieces
}

fn whole_lines(bytes: &[u8]) -> &[u8] {
    &bytes[..memchr::memrchr(b'\n', bytes).map_or(0, |end| end + 1)]
}

fn lines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}
