//! The double-entry ledger: whatever enters one account leaves another.

use std::collections::BTreeMap;

use super::currency::Currency;
use super::fill::Amount;

/// Where money stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LedgerAccount {
    /// The trader's balance.
    Cash,
    /// What the trader paid in, negative, and took out.
    Deposits,
    /// Profits (negative, as income is) and losses.
    RealisedPnl,
    /// Commissions.
    Commission,
    /// Swaps.
    Swap,
    /// One currency given for another.
    Conversion,
}

/// One line of a posting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    /// Which account.
    pub account: LedgerAccount,
    /// In which currency.
    pub currency: Currency,
    /// Minor units; positive enters.
    pub minor: i64,
}

/// A posting whose lines do not add up to nothing in this currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unbalanced {
    /// Which currency.
    pub currency: Currency,
    /// By how much.
    pub minor: i128,
}

/// The sums of all accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    totals: BTreeMap<(LedgerAccount, Currency), i128>,
}

impl Ledger {
    /// Enter all lines or none.
    ///
    /// # Errors
    /// When they do not balance in a currency.
    pub fn post(&mut self, legs: &[Leg]) -> Result<(), Unbalanced> {
        balanced(legs)?;
        for leg in legs {
            *self.totals.entry((leg.account, leg.currency)).or_default() += i128::from(leg.minor);
        }
        Ok(())
    }

    /// What stands in an account.
    #[must_use]
    pub fn total(&self, account: LedgerAccount, currency: Currency) -> i128 {
        self.totals
            .get(&(account, currency))
            .copied()
            .unwrap_or_default()
    }

    /// Every account of every currency that was ever posted to.
    pub fn totals(&self) -> impl Iterator<Item = (LedgerAccount, Currency, i128)> {
        self.totals
            .iter()
            .map(|(&(account, currency), &total)| (account, currency, total))
    }

    /// The sum over all accounts of a currency: always 0.
    #[must_use]
    pub fn sum(&self, currency: Currency) -> i128 {
        self.totals()
            .filter(|(_, of, _)| *of == currency)
            .map(|(_, _, total)| total)
            .sum()
    }
}

fn balanced(legs: &[Leg]) -> Result<(), Unbalanced> {
    for Leg { currency, .. } in legs {
        let same = legs.iter().filter(|leg| leg.currency == *currency);
        let minor = same.map(|leg| i128::from(leg.minor)).sum();
        if minor != 0 {
            return Err(Unbalanced {
                currency: *currency,
                minor,
            });
        }
    }
    Ok(())
}

/// The lines by which an amount comes from `source` into the trader's balance.
#[must_use]
pub fn into_cash(amount: Amount, source: LedgerAccount, home: Currency) -> Vec<Leg> {
    let leg = |account, currency, minor| Leg {
        account,
        currency,
        minor,
    };
    if amount.currency == home {
        return vec![
            leg(LedgerAccount::Cash, home, amount.account_minor),
            leg(source, home, -amount.account_minor),
        ];
    }
    vec![
        leg(source, amount.currency, -amount.minor),
        leg(LedgerAccount::Conversion, amount.currency, amount.minor),
        leg(LedgerAccount::Conversion, home, -amount.account_minor),
        leg(LedgerAccount::Cash, home, amount.account_minor),
    ]
}
