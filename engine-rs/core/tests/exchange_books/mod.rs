//! A second bookkeeper, who sees the fills alone: what each of them brings, in its own arithmetic.
//!
//! It knows two instruments: one of 5 digits in dollars at 20,001 parts per billion, one of 2 digits in yen at 3.33 dollars for
//! each 100,000. A dollar costs 150.123 yen.

#![expect(unreachable_pub, reason = "a test's parts are its own")]

use std::collections::BTreeMap;

use tick_engine::exchange::event::{Event, EventBody};
use tick_engine::ledger::fill::{Effect, Fill};
use tick_engine::ledger::side::Side;
use tick_engine::ticks::Tick;

/// Units and what was paid for them, in points times units; of short positions both are below 0.
#[derive(Clone, Copy, Debug, Default)]
struct Held {
    place: usize,
    units: i128,
    paid: i128,
}

/// All positions, and all that came in, in cents.
#[derive(Debug, Default)]
pub struct Books {
    held: BTreeMap<u64, Held>,
    pub cash: i128,
}

impl Books {
    /// Take in an event; what it should have said, if that is something else.
    pub fn take(&mut self, event: &Event) -> Result<(), String> {
        match &event.body {
            EventBody::Deposited { minor } => self.cash += i128::from(*minor),
            EventBody::SwapCharged {
                position,
                nights,
                amount,
            } => {
                let held = self.held[&position.0];
                let millipoints = if held.units > 0 { -7_333 } else { 2_111 };
                let thousandths = millipoints * held.units.abs() * i128::from(*nights);
                let (above, below) = worth(held.place);
                let minor = nearest(thousandths * above, below * 1_000);
                let expected = (minor, cents(held.place, minor));
                self.cash += expected.1;
                same("swap", expected, (amount.minor, amount.account_minor))?;
            }
            EventBody::Filled(fill) => self.fill(fill)?,
            _ => {}
        }
        Ok(())
    }

    fn fill(&mut self, fill: &Fill) -> Result<(), String> {
        let place = fill.instrument.0 as usize;
        let units = i128::from(fill.quantity);
        let units = if fill.side == Side::Buy {
            units
        } else {
            -units
        };
        let value = units * i128::from(fill.price);
        let held = self.held.entry(fill.position.0).or_default();
        held.place = place;
        let mut brought = 0;
        if matches!(fill.effect, Effect::Opens | Effect::Adds) {
            *held = Held {
                place,
                units: held.units + units,
                paid: held.paid + value,
            };
        } else {
            // Of the price paid the same part goes as of the units.
            let part =
                nearest(held.paid.abs() * units.abs(), held.units.abs()) * held.paid.signum();
            brought = -(value + part);
            *held = Held {
                place,
                units: held.units + units,
                paid: held.paid - part,
            };
        }
        if (fill.effect == Effect::Closes) != (held.units == 0) {
            return Err(format!("{:?} leaves {} units", fill.effect, held.units));
        }
        let (above, below) = worth(place);
        let minor = nearest(brought * above, below);
        let profit = (minor, cents(place, minor));
        let fee = fee(place, value.abs(), units.abs());
        self.cash += profit.1 + fee;
        same("profit", profit, (fill.pnl.minor, fill.pnl.account_minor))?;
        same("fee", (0, fee), (0, fill.commission.account_minor))
    }

    /// What closing everything at these quotes would bring, in cents: each instrument's in one.
    pub fn unrealised(&self, quotes: &[Option<Tick>; 2]) -> Option<i128> {
        let mut total = 0;
        for (place, quote) in quotes.iter().enumerate() {
            let held: Vec<_> = self
                .held
                .values()
                .filter(|held| held.place == place && held.units != 0)
                .collect();
            if held.is_empty() {
                continue;
            }
            let quote = (*quote)?;
            let brought: i128 = held
                .iter()
                .map(|held| {
                    let price = if held.units > 0 { quote.bid } else { quote.ask };
                    held.units * i128::from(price) - held.paid
                })
                .sum();
            let (above, below) = worth(place);
            total += cents(place, nearest(brought * above, below));
        }
        Some(total)
    }
}

/// Minor units of its quote currency that a point of a unit of it is worth, as a fraction.
fn worth(place: usize) -> (i128, i128) {
    [(100, 100_000), (1, 100)][place]
}

fn cents(place: usize, minor: i128) -> i128 {
    if place == 0 {
        minor
    } else {
        nearest(minor * 100 * 1_000, 150_123)
    }
}

fn fee(place: usize, points: i128, units: i128) -> i128 {
    if place == 0 {
        -nearest(points * 20_001, 1_000 * 1_000_000_000)
    } else {
        -nearest(units * 333, 100_000)
    }
}

/// To the nearest whole number, a half to the even one.
fn nearest(above: i128, below: i128) -> i128 {
    let (whole, rest) = (above.div_euclid(below), above.rem_euclid(below) * 2);
    whole + i128::from(rest > below || (rest == below && whole % 2 != 0))
}

fn same(what: &str, expected: (i128, i128), found: (i64, i64)) -> Result<(), String> {
    let found = (i128::from(found.0), i128::from(found.1));
    if expected == found {
        return Ok(());
    }
    Err(format!("{what}: expected {expected:?}, found {found:?}"))
}
