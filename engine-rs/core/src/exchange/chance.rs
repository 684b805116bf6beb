//! Randomness without a state: the same seed, order and instant give the same number, live and replayed.

/// For what a number is drawn: one draw must not tell of another.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Draw {
    Rejection = 1,
    Touch = 2,
    Slips = 3,
    SlipPoints = 4,
}

/// One in how many.
pub(crate) const MILLION: u64 = 1_000_000;

/// A number below `bound`.
pub(crate) fn draw(seed: u64, what: Draw, order: u64, ts_us: i64, bound: u64) -> u64 {
    let mut mixed = seed;
    for word in [what as u64, order, ts_us as u64] {
        mixed = mix(mixed ^ mix(word));
    }
    ((u128::from(mixed) * u128::from(bound)) >> 64) as u64
}

/// The finaliser of `SplitMix64` (Steele, Lea, Flood 2014), after its increment.
fn mix(word: u64) -> u64 {
    let word = word.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}
