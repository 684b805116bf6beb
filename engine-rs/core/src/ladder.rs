//! Spans of one fixed width, counted from one of them: what a tick belongs to then depends on no span between, so that
//! a processor can work on several bars at a time; and nothing is asked that it would have to guess.

use crate::span::{Cut, Span};
use crate::timeframe::Period;

/// Spans after one.
pub(crate) struct Ladder {
    foot: Span,
    /// The first instant after the foot.
    start_us: i64,
    width_us: i64,
    /// From a span's open to its last instant.
    last_after_us: i64,
    /// 2^64 / width, rounded up: exact as a divisor of numbers of 32 bits, when the width is one.
    reciprocal: u64,
    /// How far after the foot it leads.
    reach_us: u64,
}

impl Ladder {
    pub(crate) fn from(foot: &Span, period: Period) -> Self {
        let Period::Fixed { width_us } = period else {
            return Self {
                foot: *foot,
                start_us: foot.last_us.wrapping_add(1),
                width_us: 0,
                last_after_us: 0,
                reciprocal: 0,
                reach_us: 0,
            };
        };
        Self {
            foot: *foot,
            start_us: foot.last_us.wrapping_add(1),
            width_us,
            last_after_us: width_us.wrapping_add(foot.last_us.wrapping_sub(foot.close_us)),
            reciprocal: u64::MAX / width_us.max(1) as u64 + 1,
            reach_us: reach(foot, width_us),
        }
    }

    /// The span of a tick at `ts_us`, which lies after the foot.
    #[inline]
    pub(crate) fn span_of(&mut self, ts_us: i64, period: Period, cut: &Cut) -> Span {
        let past_us = ts_us.wrapping_sub(self.start_us) as u64;
        if past_us >= self.reach_us {
            self.move_to(ts_us, period, cut);
            return self.foot;
        }
        let widths = ((u128::from(past_us) * u128::from(self.reciprocal)) >> 64) as i64;
        let open_us = self.foot.close_us + widths * self.width_us;
        Span {
            start_us: open_us,
            open_us,
            close_us: open_us + self.width_us,
            last_us: open_us + self.last_after_us,
        }
    }

    /// Hands no span back: one that comes in memory would have to stay there, and be waited for.
    #[cold]
    #[inline(never)]
    fn move_to(&mut self, ts_us: i64, period: Period, cut: &Cut) {
        *self = Self::from(&Span::holding(ts_us, period, cut), period);
    }
}

/// As far as 32 bits, and nowhere near the end of time.
fn reach(foot: &Span, width_us: i64) -> u64 {
    let is_narrow = (2..i64::from(u32::MAX)).contains(&width_us);
    let is_early = foot.last_us < i64::MAX - (1 << 40);
    if is_narrow && is_early {
        u64::from(u32::MAX)
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Boundary;

    const SECOND_US: i64 = 1_000_000;

    /// Each instant around each boundary, as near and as far as the ladder leads and beyond.
    #[test]
    fn its_spans_are_those_that_hold_the_tick() {
        for seconds in [1, 3, 7, 60, 3599, 3600, 4294, 4295, 14_400] {
            for boundary in [Boundary::Left, Boundary::Right] {
                for start_us in [
                    -9 * SECOND_US + 1,
                    1_549_238_400_123_456,
                    i64::MAX - (1 << 47),
                ] {
                    check(seconds * SECOND_US, boundary, start_us);
                }
            }
        }
    }

    fn check(width_us: i64, boundary: Boundary, start_us: i64) {
        let period = Period::Fixed { width_us };
        let cut = Cut {
            boundary,
            ..Cut::default()
        };
        let foot = Span::holding(start_us, period, &cut);
        for widths in [1, 2, 3, 1000, 4290, 4294, 4295, 5000] {
            for near_us in -2..=2 {
                let ts_us = foot.last_us + widths * width_us + near_us;
                let climbed = Ladder::from(&foot, period).span_of(ts_us, period, &cut);
                assert_eq!(climbed, Span::holding(ts_us, period, &cut), "{ts_us}");
            }
        }
    }
}
