//! Money: what fills, swaps and deposits make of an account, to the last minor unit.
//!
//! Architecture Invariant: no float. Prices are points, quantities the instrument's smallest unit, money minor units of
//! its currency; a rounding happens only where [`rounding`] is called, and every posting balances in every currency.

pub mod account;
pub mod currency;
pub mod exposure;
pub mod fill;
pub mod ids;
pub mod instrument;
pub mod position;
pub mod posting;
pub mod rate;
pub mod rounding;
pub mod side;
