//! Of what the messages are made, beside what `bounded` has.

use crate::bounded::{Count, Items, Measure, Text};

pub(super) type ShortText = Text<0, 200>;
pub(super) type JobName = Text<1, 200>;
pub(super) type LongText = Text<0, 10_000>;
pub(super) type CurveKey = Text<40, 40>;
pub(super) type DumpText = Text<0, 1_000_000>;
pub(super) type Path = Text<1, 4096>;
/// Of a whole.
pub(super) type Share = Measure<1>;
/// Of a hundred.
pub(super) type Points = Measure<100>;
pub(super) type OfHours = Items<Count, 24, 24>;

/// What a field is that is true when it is left out.
pub(super) fn yes() -> bool {
    true
}
