//! What can be wrong with a tick, kind by kind.

/// What can be wrong with a tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A row or record that cannot be read at all.
    Unparsable,
    /// NaN or an infinity.
    NotFinite,
    /// A price of zero or less.
    NotPositive,
    /// A price between two points of the instrument, beyond the noise of a printed float.
    BetweenPoints,
    /// Older than a tick before it.
    OutOfOrder,
    /// The same in all fields as another tick of its stamp.
    Duplicate,
    /// Other values at the stamp of the tick before it.
    Conflict,
    /// A bid above the ask.
    Crossed,
    /// A bid equal to the ask.
    ZeroSpread,
    /// A price that jumps away and comes back within a few ticks.
    Spike,
    /// A row that gives no whole quote: no price for a side, and none from the rows above.
    NoQuote,
    /// A tick of a time at which the instrument is not traded.
    OutOfHours,
    /// The first tick after a stretch of the instrument's hours without any.
    Gap,
}

/// All kinds, each at its own index.
pub const KINDS: [Kind; 13] = [
    Kind::Unparsable,
    Kind::NotFinite,
    Kind::NotPositive,
    Kind::BetweenPoints,
    Kind::OutOfOrder,
    Kind::Duplicate,
    Kind::Conflict,
    Kind::Crossed,
    Kind::ZeroSpread,
    Kind::Spike,
    Kind::NoQuote,
    Kind::OutOfHours,
    Kind::Gap,
];

impl Kind {
    /// Its name, as users write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unparsable => "unparsable",
            Self::NotFinite => "not-finite",
            Self::NotPositive => "not-positive",
            Self::BetweenPoints => "between-points",
            Self::OutOfOrder => "out-of-order",
            Self::Duplicate => "duplicate",
            Self::Conflict => "conflict",
            Self::Crossed => "crossed",
            Self::ZeroSpread => "zero-spread",
            Self::Spike => "spike",
            Self::NoQuote => "no-quote",
            Self::OutOfHours => "out-of-hours",
            Self::Gap => "gap",
        }
    }

    /// What is expected instead of it.
    #[must_use]
    pub fn expected(self) -> &'static str {
        match self {
            Self::Unparsable => "a tick",
            Self::NotFinite => "a finite number",
            Self::NotPositive => "prices above 0",
            Self::BetweenPoints => "prices in whole points",
            Self::OutOfOrder => "a time not before that of the row above",
            Self::Duplicate => "each tick once",
            Self::Conflict => "one tick for each time",
            Self::Crossed => "a bid of at most the ask",
            Self::ZeroSpread => "a bid below the ask",
            Self::Spike => "prices near those before and after",
            Self::NoQuote => "a bid and an ask",
            Self::OutOfHours => "ticks within the instrument's hours",
            Self::Gap => "ticks throughout the instrument's hours",
        }
    }

    /// What it is, in a message.
    pub(super) fn found(self) -> &'static str {
        match self {
            Self::Unparsable => "no tick",
            Self::NotFinite => "NaN or an infinity",
            Self::NotPositive => "a price of 0 or less",
            Self::BetweenPoints => "a price between points",
            Self::OutOfOrder => "an earlier time",
            Self::Duplicate => "a repeated tick",
            Self::Conflict => "another tick of the same time",
            Self::Crossed => "a crossed quote",
            Self::ZeroSpread => "a spread of 0",
            Self::Spike => "a spike",
            Self::NoQuote => "an empty price",
            Self::OutOfHours => "a tick of a closed market",
            Self::Gap => "the end of a gap",
        }
    }

    /// May a tick with this fault be kept? What cannot be read cannot.
    #[must_use]
    pub fn can_be_kept(self) -> bool {
        !matches!(
            self,
            Self::Unparsable | Self::NotFinite | Self::BetweenPoints | Self::NoQuote
        )
    }

    /// May a tick with this fault be dropped? That after a gap has none itself.
    #[must_use]
    pub fn can_be_dropped(self) -> bool {
        self != Self::Gap
    }
}
