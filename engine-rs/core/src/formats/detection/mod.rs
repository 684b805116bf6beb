//! What a file of ticks means, by its header and by samples of it: how sure, why, and what else it could mean.

/// What cannot be told from a file in every case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// How its columns are laid out.
    Layout,
    /// Which of two numbers of a date is the day.
    DayOrder,
    /// Which zone its times are in.
    Zone,
    /// Which price is the bid.
    Sides,
    /// Which unit its volumes are in.
    VolumeUnit,
    /// By which power of ten its prices are off.
    PriceScale,
}

impl Question {
    /// What the answer is about, in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Layout => "how its columns are laid out",
            Self::DayOrder => "which number of its dates is the day",
            Self::Zone => "the zone of its times",
            Self::Sides => "which of its prices is the bid",
            Self::VolumeUnit => "the unit of its volumes",
            Self::PriceScale => "prices of the instrument's size",
        }
    }

    /// How to answer it oneself.
    #[must_use]
    pub fn mend(self) -> &'static str {
        match self {
            Self::Layout => "say it with --dialect, or with --columns and --time-format",
            Self::DayOrder => "say it with --time-format, such as '%d.%m.%Y %H:%M:%S.%f'",
            Self::Zone => "say it with --time-zone, such as UTC or EET",
            Self::Sides => "say it with --columns, such as time,bid,ask",
            Self::VolumeUnit => "say it with --volume-unit: units, thousands or millions",
            Self::PriceScale => "check the symbol and its digits, or say it with --price-scale",
        }
    }
}
