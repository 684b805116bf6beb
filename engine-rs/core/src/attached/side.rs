//! Which prices of a bar an indicator is taken of.

use serde::{Deserialize, Serialize};

use super::Attachment;

/// Bids, asks, or what lies between them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    /// Bids, and the volume at the bid.
    #[default]
    Bid,
    /// Asks, and the volume at the ask.
    Ask,
    /// (bid + ask) / 2 of each tick, and the volume of both.
    Mid,
}

impl Side {
    /// It and no other.
    pub(super) fn alone(self) -> [bool; 3] {
        [Self::Bid, Self::Ask, Self::Mid].map(|side| side == self)
    }

    /// Those that any of the indicators wants.
    pub(super) fn wanted(list: &[Attachment]) -> [bool; 3] {
        let mut wanted = [false; 3];
        for attachment in list {
            wanted[attachment.side as usize] = true;
        }
        wanted
    }
}
