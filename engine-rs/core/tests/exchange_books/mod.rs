//! A second bookkeeper, who sees the fills alone: what each of them brings, in its own arithmetic.
//!
//! It knows two instruments: one of 5 digits in dollars at 20,001 parts per billion and 1.07 dollars at least, one of 2 digits in
//! yen at 333 yen for each 100,000. A dollar costs 150.123 yen.

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
    /// Of each order, what it traded in points times units, and what it paid for that in cents.
    asked: BTreeMap<u64, (i128, i128)>,
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
                let interest = if held.units > 0 { 12_345 } else { -54_321 };
                let nights = i128::from(*nights);
                // Both over 360 million: thousandths of a point, and millionths a year of what was paid.
                let earned = millipoints * held.units.abs() * 360_000 + interest * held.paid.abs();
                let (above, below) = worth(held.place);
                let minor = nearest(earned * nights * above, below * 360_000_000);
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
        let asked = self.asked.entry(fill.order.0).or_default();
        *asked = (asked.0 + value.abs(), asked.1);
        let fee = if place == 0 {
            let all = nearest(asked.0 * 20_001, 1_000 * 1_000_000_000);
            -(all.max(107) - asked.1).max(0)
        } else {
            -cents(1, nearest(units.abs() * 333, 100_000))
        };
        asked.1 -= fee;
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
