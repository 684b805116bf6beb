//! What is open and what waits, in money: of an instrument, and of a currency, which is bought and sold by many of them.

use crate::ledger::currency::Currency;
use crate::ledger::ids::InstrumentId;
use crate::ledger::side::Side;

/// Of one instrument, in minor units of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Worth {
    pub(crate) instrument: InstrumentId,
    pub(crate) long: i128,
    pub(crate) short: i128,
    pub(crate) buys: i128,
    pub(crate) sells: i128,
}

impl Worth {
    /// Of both sides and all that waits.
    pub(crate) fn gross(&self) -> i128 {
        self.long + self.short + self.buys + self.sells
    }
}

/// How far a currency could get, in minor units of the account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Open now, what was bought less what was sold: negative when it is owed.
    pub open: i128,
    /// What waits to buy of it.
    pub buys: i128,
    /// What waits to sell of it.
    pub sells: i128,
}

impl Reach {
    /// Both together.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            open: self.open + other.open,
            buys: self.buys + other.buys,
            sells: self.sells + other.sells,
        }
    }

    /// Bought, when all that waits on one side is filled and nothing of the other; sold.
    #[must_use]
    pub fn to(self, side: Side) -> i128 {
        match side {
            Side::Buy => self.open + self.buys,
            Side::Sell => self.sells - self.open,
        }
    }

    /// The further of both.
    #[must_use]
    pub fn furthest(self) -> i128 {
        self.to(Side::Buy).max(self.to(Side::Sell))
    }
}

/// Who buys an instrument buys its base and sells its quote.
pub(crate) fn legs(
    base: Option<Currency>,
    quote: Currency,
    worth: Worth,
) -> impl Iterator<Item = ([u8; 3], Reach)> {
    let bought = Reach {
        open: worth.long - worth.short,
        buys: worth.buys,
        sells: worth.sells,
    };
    let sold = Reach {
        open: -bought.open,
        buys: worth.sells,
        sells: worth.buys,
    };
    let base = base.map(|base| (base.code, bought));
    base.into_iter().chain([(quote.code, sold)])
}
