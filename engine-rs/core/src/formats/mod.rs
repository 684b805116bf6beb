//! Tick files from bytes.
//!
//! Architecture Invariant: readers take bytes and give columns. Opening, decompressing (but for the LZMA of `.bi5`)
//! and choosing files is their caller's business, and so is the name of the file in a message.

pub mod bi5;
pub mod csv;
mod decimal;
pub mod dialect;
pub mod error;
mod instant;
mod lookalike;
mod lzma_alone;

pub use error::FormatError;
