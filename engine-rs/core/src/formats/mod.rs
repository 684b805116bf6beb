//! Tick files from bytes.
