//! What things are called: each kind of id is a type of its own.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
        )]
        pub struct $name(pub $inner);
    };
}

id!(
    /// An instrument: its place in the list that the exchange was made with.
    InstrumentId(u32)
);
id!(
    /// An order at the venue, counted from 1.
    OrderId(u64)
);
id!(
    /// A fill, counted from 1.
    FillId(u64)
);
id!(
    /// A position, counted from 1.
    PositionId(u64)
);

impl InstrumentId {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}
