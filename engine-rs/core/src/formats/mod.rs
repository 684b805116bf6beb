//! Tick files from bytes.
//!
//! Architecture Invariant: readers take bytes and give columns. Opening, decompressing (but for the LZMA of `.bi5`)
//! and choosing files is their caller's business, and so is the name of the file in a message.

pub mod bi5;
pub mod checks;
pub mod chunk;
pub mod column_map;
pub mod csv;
mod decimal;
pub mod detection;
pub mod dialect;
mod dialects;
pub mod error;
mod instant;
pub mod json;
mod kind;
mod lookalike;
mod lzma_alone;
mod quoting;
mod rows;
mod short_decimal;
pub mod time_pattern;
pub mod zone;

pub use error::FormatError;
