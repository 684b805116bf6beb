//! `pyworkstation._engine`: what Python sees of `tick-engine`.
//!
//! Architecture Invariant: this crate translates and decides nothing. Everything that runs longer than a few
//! microseconds goes through [`door::detached`]; every fault becomes a Python exception in [`input_error`].
#![expect(
    clippy::doc_markdown,
    reason = "what is documented here are Python's docstrings"
)]
#![expect(
    clippy::needless_pass_by_value,
    reason = "PyO3 hands over what it has read from Python"
)]

use pyo3::prelude::*;

mod arguments;
mod arrow_in;
mod arrow_out;
mod attached;
mod bars;
mod builder;
mod checks;
mod columns;
mod detection;
mod door;
mod exchange;
mod formats;
mod indicators;
mod input_error;
mod masked;
mod mtf;
mod numpy_out;
mod options;
mod plain_ticks;
mod quality;
mod sessions;
mod shared;
mod shown;
mod snapshot;
mod spare_columns;
mod subscription;
mod tick_input;
mod ticks;
mod timeframe;

#[pymodule]
mod _engine {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::attached::AttachedIndicator;
    #[pymodule_export]
    use crate::bars::BarColumns;
    #[pymodule_export]
    use crate::builder::BarBuilder;
    #[pymodule_export]
    use crate::checks::{CheckedTicks, read_bi5_checked, read_json_ticks};
    #[pymodule_export]
    use crate::detection::{Detection, DetectionAnswer, column_map, detect_reading};
    #[pymodule_export]
    use crate::door::panic_drill;
    #[pymodule_export]
    use crate::exchange::{SimulatedExchange, fill_profile};
    #[pymodule_export]
    use crate::formats::{
        CsvReader, Dialect, detect_dialect, dialects, read_bi5_candles, read_bi5_ticks,
    };
    #[pymodule_export]
    use crate::indicators::{
        Indicator, IndicatorBar, IndicatorSpec, OutputSpec, ParamSpec, indicators,
        register_indicator, unregister_indicator,
    };
    #[pymodule_export]
    use crate::mtf::MtfEngine;
    #[pymodule_export]
    use crate::quality::{QualityScan, TickQuality};
    #[pymodule_export]
    use crate::sessions::SessionCalendar;
    #[pymodule_export]
    use crate::snapshot::Snapshot;
    #[pymodule_export]
    use crate::subscription::{BarEvents, Subscription};
    #[pymodule_export]
    use crate::ticks::TickColumns;
    #[pymodule_export]
    use crate::timeframe::{bar_span, is_of_time, parse_timeframe};

    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "Python's name for it")]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    /// How sure an answer of a detection must be to be acted upon.
    #[pymodule_export]
    const STATED_CONFIDENCE: f64 = tick_engine::formats::detection::STATED_CONFIDENCE;

    /// Return `nonce`; the far end of a ping.
    #[pyfunction]
    fn echo(nonce: i64) -> i64 {
        nonce
    }
}
