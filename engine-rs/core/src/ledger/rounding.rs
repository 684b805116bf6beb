//! The one rounding rule: to the nearest, a half to the even neighbour.

/// `numerator / denominator` to the nearest whole number, halves to the even one. A denominator below 1 gives 0.
#[must_use]
pub fn round_half_even(numerator: i128, denominator: i128) -> i128 {
    if denominator < 1 {
        return 0;
    }
    let whole = numerator.div_euclid(denominator);
    let rest = numerator.rem_euclid(denominator);
    let up = match rest.cmp(&(denominator - rest)) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Equal => whole & 1,
        std::cmp::Ordering::Greater => 1,
    };
    whole + up
}

/// `numerator / denominator`, rounded up. A denominator below 1 gives 0.
#[must_use]
pub fn round_up(numerator: i128, denominator: i128) -> i128 {
    if denominator < 1 {
        return 0;
    }
    -(numerator.saturating_neg().div_euclid(denominator))
}

/// Minor units as they are stored: what no account ever holds stands at the largest number.
#[must_use]
pub fn minor(amount: i128) -> i64 {
    let bound = i128::from(i64::MAX);
    amount.clamp(-bound, bound) as i64
}

/// 10 to the power of some digits.
#[must_use]
pub fn power_of_ten(digits: u8) -> i128 {
    10_i128.saturating_pow(digits.into())
}
