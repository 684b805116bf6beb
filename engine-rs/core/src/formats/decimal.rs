//! Decimal text to integers, exactly: no float comes in between.

use super::error::Problem;

/// Prices below this many points are counted, so that six more digits always fit beside them.
pub(super) const MAX_POINTS: u64 = 1_000_000_000_000;

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
        match Plain::leading(text) {
            plain if plain.is_whole(text) => self.units_of(plain.decimal()),
            _ => self.round(Decimal::parse(unsigned(text, Problem::Negative)?)?),
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
    match Plain::leading(text) {
        plain if plain.is_whole(text) => plain.points(digits),
        _ => careful_points(
            Decimal::parse(unsigned(text, Problem::NotPositive)?)?,
            digits,
        ),
    }
}

fn careful_points(price: Decimal, digits: u8) -> Result<i64, Problem> {
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

fn countable(points: u128) -> Result<i64, Problem> {
    match points {
        0 => Err(Problem::NotPositive),
        _ if points >= u128::from(MAX_POINTS) => Err(Problem::TooLarge),
        _ => Ok(points as i64),
    }
}

/// A number in the commonest form: at most 19 digits, perhaps a point between two of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plain {
    /// Its digits.
    mantissa: u64,
    /// How many of them follow the point.
    decimals: usize,
    /// How many characters it has; 0 when the text does not begin with such a number.
    pub(super) length: usize,
}

impl Plain {
    /// The number that `text` begins with.
    #[inline]
    pub(super) fn leading(text: &[u8]) -> Self {
        let (mut mantissa, mut point, mut length) = (0u64, usize::MAX, 0);
        for byte in text {
            let digit = byte.wrapping_sub(b'0');
            if digit < 10 {
                mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit));
            } else if *byte == b'.' && point == usize::MAX {
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
        Self {
            mantissa,
            decimals,
            length: if sound { length } else { 0 },
        }
    }

    /// Is it all of `text`?
    fn is_whole(self, text: &[u8]) -> bool {
        self.length > 0 && self.length == text.len()
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
            return countable(
                u128::from(self.mantissa) * u128::from(POW10[digits_count - self.decimals]),
            );
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
