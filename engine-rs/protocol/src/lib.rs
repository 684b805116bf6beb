//! The bus protocol of pyworkstation as Rust types.
