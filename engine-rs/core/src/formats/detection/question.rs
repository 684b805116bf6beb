//! What a file may leave open.

use super::Reading;
use crate::formats::dialect::Zone;

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
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Layout => "layout",
            Self::DayOrder => "day-order",
            Self::Zone => "time-zone",
            Self::Sides => "sides",
            Self::VolumeUnit => "volume-unit",
            Self::PriceScale => "price-scale",
        }
    }

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

    /// The options that answer it as this reading does.
    #[must_use]
    pub fn options(self, reading: &Reading) -> String {
        let dialect = &reading.dialect;
        match self {
            Self::Layout if dialect.name != "columns" => format!("--dialect {}", dialect.name),
            Self::Layout | Self::Sides => dialect.spelled_out(),
            Self::DayOrder => format!("--time-format \"{}\"", dialect.time_name()),
            Self::Zone if dialect.zone == Zone::IsoOffset => "--time-zone=UTC".to_string(),
            // One that begins with a minus would be taken for an option.
            Self::Zone => format!("--time-zone={}", dialect.zone.name()),
            Self::VolumeUnit => format!("--volume-unit {}", reading.volume_unit.name()),
            Self::PriceScale => format!("--price-shift {}", reading.price_shift),
        }
    }

    /// How to answer it oneself.
    #[must_use]
    pub fn mend(self) -> &'static str {
        match self {
            Self::Layout => "say it with --dialect, or with --columns and --time-format",
            Self::DayOrder => "say it with --time-format, such as \"%d.%m.%Y %H:%M:%S.%f\"",
            Self::Zone => "say it with --time-zone, such as UTC or EET",
            Self::Sides => {
                "say it with --columns and --time-format, such as --columns time,bid,ask"
            }
            Self::VolumeUnit => "say it with --volume-unit: units, thousands or millions",
            Self::PriceScale => "check the symbol and its digits, or say it with --price-shift",
        }
    }
}
