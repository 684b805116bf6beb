//! Decimal text to integers, exactly: no float comes in between.

use super::error::Problem;
use super::short_decimal::ShortDecimal;

/// Prices below this many points are counted, so that six more digits always fit beside them.
pub(super) const MAX_POINTS: u64 = 1_000_000_000_000;

/// No instrument has more digits.
pub(super) const MAX_DIGITS: u8 = 9;

/// A price may lie this part of a point beside a point (`1 / 10^6`): wide for the noise of a printed double, whose
/// error is 1e-4 of this even at a billion points, and far below any real digit.
const NOISE_PARTS: u64 = 1_000_000;

/// Significant digits kept; the rest is dropped.
const KEPT: u64 = 1_000_000_000_000_000_000;

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
        match Plain::whole(text) {
            Some(plain) => self.units_of(plain.decimal()),
            None => self.round(Decimal::parse(unsigned(text, Problem::Negative)?)?),
        }
    }

    /// The same of a 32-bit float that may have been printed as a 64-bit one: `131.1199951171875` is 131.12.
    pub(super) fn units_of_widened(&self, text: &[u8]) -> Result<i64, Problem> {
        match narrowed(text) {
            Some(value) => self.units_of(shortest(value)?),
            None => self.units(text),
        }
    }

    /// Units of a volume, rounded to the nearest (halves up).
    #[inline]
    pub(super) fn units_of(&self, volume: Decimal) -> Result<i64, Problem> {
        match self.per_decimal.get(volume.scale as usize) {
            Some(factor) if *factor > 0 => {
                let units = volume.mantissa.checked_mul(*factor);
                let units = units.and_then(|units| i64::try_from(units).ok());
                units.ok_or(Problem::TooLarge)
            }
            _ => self.round(volume),
        }
    }

    fn round(&self, volume: Decimal) -> Result<i64, Problem> {
        let (quotient, rest, divisor) = volume.times(self.scale).ok_or(Problem::TooLarge)?;
        whole(quotient + u128::from(2 * rest >= divisor))
    }
}

/// A 64-bit float that is no more than a 32-bit one.
fn narrowed(text: &[u8]) -> Option<f32> {
    let value: f64 = std::str::from_utf8(text).ok()?.parse().ok()?;
    let narrow = value as f32;
    let same = f64::from(narrow).to_bits() == value.to_bits();
    (same && value.is_finite() && value >= 0.0).then_some(narrow)
}

/// The shortest decimal that reads back as `value`, which is finite and not negative.
///
/// Nearly every volume has two decimals. Six digits always survive a 32-bit float, so when the nearest hundredth of
/// less than six digits reads back as the value, no shorter decimal does that is not the same number.
pub(super) fn shortest(value: f32) -> Result<Decimal, Problem> {
    let hundredths = (f64::from(value) * 100.0).round();
    let rounded = (hundredths / 100.0) as f32;
    if hundredths < 1e6 && rounded.to_bits() == value.to_bits() {
        return Ok(Decimal {
            mantissa: hundredths as u64,
            scale: 2,
        });
    }
    Decimal::parse(format!("{value:e}").as_bytes())
}

/// Points of a price as text, whatever its sign.
pub(super) fn points(text: &[u8], digits: u8) -> Result<i64, Problem> {
    if let Some(plain) = Plain::whole(text) {
        return plain.points(digits);
    }
    let (sign, text) = match text.strip_prefix(b"-") {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    Ok(sign * decimal_points(Decimal::parse(text)?, digits)?)
}

/// Points of a price.
pub(super) fn decimal_points(price: Decimal, digits: u8) -> Result<i64, Problem> {
    let (quotient, rest, divisor) = price
        .times(POW10[usize::from(digits)])
        .ok_or(Problem::TooLarge)?;
    let noise = divisor / u128::from(NOISE_PARTS);
    let up = rest > noise;
    if up && divisor - rest > noise {
        return Err(Problem::BetweenPoints { digits });
    }
    countable(quotient + u128::from(up))
}

#[inline]
fn countable(points: u128) -> Result<i64, Problem> {
    if points < u128::from(MAX_POINTS) {
        Ok(points as i64)
    } else {
        Err(Problem::TooLarge)
    }
}

/// A number in the commonest form: at most 19 digits, perhaps a point between two of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plain {
    /// Its digits.
    mantissa: u64,
    /// How many of them follow the point.
    decimals: usize,
    /// How many characters it has.
    pub(super) length: usize,
}

impl Plain {
    /// The number that `text` begins with.
    #[inline]
    pub(super) fn leading(text: &[u8], mark: u8) -> Option<Self> {
        match ShortDecimal::leading(text, mark) {
            Some(short) => Some(Self {
                mantissa: u64::from(short.mantissa),
                decimals: short.decimals,
                length: short.length,
            }),
            None => Self::leading_by_bytes(text, mark),
        }
    }

    /// The number that is all of `text`, with a point for its mark.
    fn whole(text: &[u8]) -> Option<Self> {
        Self::leading(text, b'.').filter(|plain| plain.length == text.len())
    }

    fn leading_by_bytes(text: &[u8], mark: u8) -> Option<Self> {
        let (mut mantissa, mut point, mut length) = (0u64, usize::MAX, 0);
        for byte in text {
            let digit = byte.wrapping_sub(b'0');
            if digit < 10 {
                mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit));
            } else if *byte == mark && point == usize::MAX {
                point = length;
            } else {
                break;
            }
            length += 1;
        }
        let has_point = point != usize::MAX;
        let decimals = if has_point { length - point - 1 } else { 0 };
        let between_digits = !has_point || (point > 0 && decimals > 0);
        let sound = between_digits && (1..=19).contains(&(length - usize::from(has_point)));
        sound.then_some(Self {
            mantissa,
            decimals,
            length,
        })
    }

    pub(super) fn decimal(self) -> Decimal {
        Decimal {
            mantissa: self.mantissa,
            scale: self.decimals as i32,
        }
    }

    /// Points of the number as a price.
    #[inline]
    pub(super) fn points(self, digits: u8) -> Result<i64, Problem> {
        let digits_count = usize::from(digits);
        if self.decimals <= digits_count {
            let factor = POW10[digits_count - self.decimals];
            return match self.mantissa.checked_mul(factor) {
                Some(points) if points < MAX_POINTS => Ok(points as i64),
                _ => Err(Problem::TooLarge),
            };
        }
        let divisor = POW10[self.decimals - digits_count];
        let (quotient, rest, noise) = (
            self.mantissa / divisor,
            self.mantissa % divisor,
            divisor / NOISE_PARTS,
        );
        let up = rest > noise;
        if up && divisor - rest > noise {
            return Err(Problem::BetweenPoints { digits });
        }
        countable(u128::from(quotient + u64::from(up)))
    }
}

/// `text` without a minus; with one, `negative` when a number follows.
fn unsigned(text: &[u8], negative: Problem) -> Result<&[u8], Problem> {
    match text.strip_prefix(b"-") {
        None => Ok(text),
        Some(rest) => Err(Decimal::parse(rest).err().unwrap_or(negative)),
    }
}

/// `mantissa / 10^scale`, of up to 19 significant digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    pub(super) mantissa: u64,
    pub(super) scale: i32,
}

impl Decimal {
    /// Reads `12`, `12.5` and `1.25e-07`. Digits beyond the 19th significant one are dropped.
    pub(super) fn parse(text: &[u8]) -> Result<Self, Problem> {
        if is_not_finite(text) {
            return Err(Problem::NotFinite);
        }
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
        if product == 0 || self.scale > 38 {
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

fn is_not_finite(text: &[u8]) -> bool {
    let names: [&[u8]; 3] = [b"nan", b"inf", b"infinity"];
    names.iter().any(|name| text.eq_ignore_ascii_case(name))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_way_to_the_shortest_decimal_is_rusts_own() {
        for hundredths in (0..1_000_000u32).step_by(7) {
            let value = (f64::from(hundredths) / 100.0) as f32;
            let own = format!("{value:e}").parse::<f32>();
            let quick = shortest(value).map(|found| (found.mantissa, found.scale));
            assert_eq!(own, Ok(value));
            assert_eq!(quick, Ok((u64::from(hundredths), 2)));
        }
    }
}
