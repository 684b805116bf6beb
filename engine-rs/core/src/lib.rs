//! The heart of pyworkstation: Dukascopy ticks from bytes, and the multi-timeframe state.
//!
//! Architecture Invariant: this crate knows neither Python nor a clock, a socket or a file. Time, bytes and
//! randomness come in as arguments. No input panics; every fault is an enum variant with fields that implements
//! [`fault::Fault`].

pub mod attached;
pub mod bar;
pub mod bar_columns;
pub mod builder;
pub mod calendar;
mod completed;
mod counting;
pub mod dump;
pub mod exchange;
pub mod fault;
pub mod formats;
mod forming;
pub mod indicators;
mod ladder;
pub mod ledger;
pub mod mtf;
pub mod open_hours;
pub mod plain_ticks;
pub mod quality;
mod reach;
mod revision;
pub mod ring;
pub mod risk;
pub mod saved;
mod session_words;
pub mod sessions;
pub mod span;
pub mod subscription;
pub mod ticks;
pub mod timeframe;
pub mod wire;
