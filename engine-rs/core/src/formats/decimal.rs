//! Decimal text to integers, exactly: no float comes in between.

use super::error::Problem;

/// Prices below this many points are counted, so that six more digits always fit beside them.
pub(super) const MAX_POINTS: u64 = 1_000_000_000_000;

/// A price may lie this part of a point beside a point (`1 / 10^6`): wide for the noise of a printed double, whose
/// error is 1e-4 of this even at a billion points, and far below any real digit.
const NOISE_PARTS: u128 = 1_000_000;

/// Significant digits kept; the rest is dropped.
const KEPT: u64 = 100_000_000_000_000_000;

const POW10: [u64; 19] = {
    let mut powers = [1; 19];
    let mut i = 1;
    while i < powers.len() {
        powers[i] = powers[i - 1] * 10;
        i += 1;
    }
    powers
};

/// How many smallest units one unit of a file's volume is.
#[derive(Clone, Debug)]
pub(super) struct VolumeScale {
    scale: u64,
    /// `scale / 10^decimals` where that is whole, 0 where it is not.
    per_decimal: [u64; 19],
}

impl VolumeScale {
    /// None unless `scale` is above 0.
    pub(super) fn new(scale: i64) -> Option<Self> {
        let scale = u64::try_from(scale).ok().filter(|scale| *scale > 0)?;
        let whole = |power: u64| {
            if scale.is_multiple_of(power) {
                scale / power
            } else {
                0
            }
        };
        Some(Self {
            scale,
            per_decimal: POW10.map(whole),
        })
    }

    /// Units of a volume as text, rounded to the nearest (halves up).
    pub(super) fn units(&self, text: &[u8]) -> Result<i64, Problem> {
        match plain(text) {
            Some((mantissa, decimals)) => self.units_of(Decimal {
                mantissa,
                scale: decimals as i32,
            }),
            None => self.round(Decimal::parse(unsigned(text, Problem::Negative)?)?),
        }
    }

    /// Units of a volume, rounded to the nearest (halves up).
    #[inline]
    pub(super) fn units_of(&self, volume: Decimal) -> Result<i64, Problem> {
        match self.per_decimal.get(volume.scale as usize) {
            Some(factor) if *factor > 0 => whole(u128::from(volume.mantissa) * u128::from(*factor)),
            _ => self.round(volume),
        }
    }

    fn round(&self, volume: Decimal) -> Result<i64, Problem> {
        let (quotient, rest, divisor) = volume.times(self.scale).ok_or(Problem::TooLarge)?;
        whole(quotient + u128::from(2 * rest >= divisor))
    }
}

/// Points of a price as text.
pub(super) fn points(text: &[u8], digits: u8) -> Result<i64, Problem> {
    let points = match plain(text) {
        Some((mantissa, decimals)) if decimals <= usize::from(digits) => {
            u128::from(mantissa) * u128::from(POW10[usize::from(digits) - decimals])
        }
        _ => nearest_point(
            Decimal::parse(unsigned(text, Problem::NotPositive)?)?,
            digits,
        )?,
    };
    match points {
        0 => Err(Problem::NotPositive),
        _ if points >= u128::from(MAX_POINTS) => Err(Problem::TooLarge),
        _ => Ok(points as i64),
    }
}

/// The point that a price is, but for float noise.
fn nearest_point(price: Decimal, digits: u8) -> Result<u128, Problem> {
    let (quotient, rest, divisor) = price
        .times(POW10[usize::from(digits)])
        .ok_or(Problem::TooLarge)?;
    if quotient >= u128::from(MAX_POINTS) {
        return Err(Problem::TooLarge);
    }
    if rest <= divisor / NOISE_PARTS {
        return Ok(quotient);
    }
    if divisor - rest <= divisor / NOISE_PARTS {
        return Ok(quotient + 1);
    }
    Err(Problem::BetweenPoints { digits })
}

/// (digits as a number, how many of them follow the point) of the commonest form, at most 18 digits and no exponent.
#[inline]
fn plain(text: &[u8]) -> Option<(u64, usize)> {
    let mut mantissa = 0u64;
    let mut point = None;
    for (at, byte) in text.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit));
        } else if *byte == b'.' && point.is_none() && at > 0 {
            point = Some(at);
        } else {
            return None;
        }
    }
    match point {
        _ if text.is_empty() || text.len() > 18 => None,
        None => Some((mantissa, 0)),
        Some(at) if at + 1 < text.len() => Some((mantissa, text.len() - at - 1)),
        Some(_) => None,
    }
}

/// `text` without a minus; with one, `negative` when a number follows.
fn unsigned(text: &[u8], negative: Problem) -> Result<&[u8], Problem> {
    match text.strip_prefix(b"-") {
        None => Ok(text),
        Some(rest) => Err(Decimal::parse(rest).err().unwrap_or(negative)),
    }
}

/// `mantissa / 10^scale`, of 18 significant digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    pub(super) mantissa: u64,
    pub(super) scale: i32,
}

impl Decimal {
    /// Reads `12`, `12.5` and `1.25e-07`. Digits beyond the 18th significant one are dropped.
    pub(super) fn parse(text: &[u8]) -> Result<Self, Problem> {
        let (number, exponent) = split_exponent(text)?;
        let mut parts = number.splitn(2, |byte| *byte == b'.');
        let whole = parts.next().unwrap_or_default();
        let fraction = parts.next();
        if whole.is_empty() || fraction.is_some_and(<[u8]>::is_empty) {
            return Err(Problem::NotANumber);
        }
        let mut decimal = Self {
            mantissa: 0,
            scale: 0,
        };
        decimal.append(whole, 0)?;
        decimal.append(fraction.unwrap_or_default(), 1)?;
        decimal.scale -= exponent;
        Ok(decimal)
    }

    /// Adds digits, each of them `step` places further behind the point than the last.
    fn append(&mut self, digits: &[u8], step: i32) -> Result<(), Problem> {
        for byte in digits {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                return Err(Problem::NotANumber);
            }
            if self.mantissa < KEPT {
                self.mantissa = self.mantissa * 10 + u64::from(digit);
                self.scale += step;
            } else {
                self.scale -= 1 - step;
            }
        }
        Ok(())
    }

    /// (whole part, rest, divisor of the rest) of the decimal times `factor`; none when it is beyond 128 bits.
    fn times(self, factor: u64) -> Option<(u128, u128, u128)> {
        let product = u128::from(self.mantissa) * u128::from(factor);
        if product == 0 || self.scale > 37 {
            return Some((0, product.min(1), 1_000_000_000_000));
        }
        if self.scale <= 0 {
            let power = 10u128.checked_pow(self.scale.unsigned_abs())?;
            return Some((product.checked_mul(power)?, 0, 1));
        }
        let divisor = 10u128.pow(self.scale.unsigned_abs());
        Some((product / divisor, product % divisor, divisor))
    }
}

/// (number, power of ten).
fn split_exponent(text: &[u8]) -> Result<(&[u8], i32), Problem> {
    let Some(at) = text
        .iter()
        .position(|byte| byte.eq_ignore_ascii_case(&b'e'))
    else {
        return Ok((text, 0));
    };
    let exponent = std::str::from_utf8(&text[at + 1..])
        .ok()
        .and_then(|digits| digits.parse::<i16>().ok());
    Ok((&text[..at], i32::from(exponent.ok_or(Problem::NotANumber)?)))
}

fn whole(units: u128) -> Result<i64, Problem> {
    i64::try_from(units).map_err(|_| Problem::TooLarge)
}
