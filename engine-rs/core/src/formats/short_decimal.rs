//! Numbers of up to seven characters, all their digits at once: those of nearly every price, volume and second.

const ZEROS: u64 = 0x3030_3030_3030_3030;
/// Added to a byte of 0 to 9 it leaves the high bit clear; to 10 and more, not.
const ABOVE_NINE: u64 = 0x7676_7676_7676_7676;
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// Digits, perhaps with a mark between two of them, and then something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ShortDecimal {
    /// Its digits.
    pub(super) mantissa: u32,
    /// How many of them follow the mark.
    pub(super) decimals: usize,
    /// How many characters it has.
    pub(super) length: usize,
}

impl ShortDecimal {
    /// The number that `text` begins with, if it ends within eight characters and eight are there.
    #[inline]
    pub(super) fn leading(text: &[u8], mark: u8) -> Option<Self> {
        let word = u64::from_le_bytes(*text.first_chunk()?);
        let digits = word ^ ZEROS;
        let others = (((digits & !HIGH_BITS) + ABOVE_NINE) | digits) & HIGH_BITS;
        if others == 0 {
            return None;
        }
        let first = others.trailing_zeros() as usize / 8;
        if first == 0 {
            return None;
        }
        let below = (1u64 << (8 * first)) - 1;
        let mut number = digits & below;
        let (mut length, mut count, mut decimals) = (first, first, 0);
        if (word >> (8 * first)) as u8 == mark {
            let later = others & (others - 1);
            if later == 0 {
                return None;
            }
            length = later.trailing_zeros() as usize / 8;
            count = length - 1;
            decimals = count - first;
            if decimals == 0 {
                return None;
            }
            let upto = (1u64 << (8 * count)) - 1;
            number |= digits >> 8 & upto & !below;
        }
        let mantissa = joined(number << (64 - 8 * count));
        Some(Self {
            mantissa,
            decimals,
            length,
        })
    }
}

/// The number of eight digits; none unless all are.
#[inline]
pub(super) fn eight_digits(word: u64) -> Option<u32> {
    let digits = word ^ ZEROS;
    let others = (((digits & !HIGH_BITS) + ABOVE_NINE) | digits) & HIGH_BITS;
    (others == 0).then(|| joined(digits))
}

/// Eight bytes of 0 to 9, the first the highest: neighbours are joined to pairs, pairs to fours, fours to the eight.
#[inline]
fn joined(digits: u64) -> u32 {
    let pairs = digits.wrapping_mul(1 + (10 << 8)) >> 8 & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(1 + (100 << 16)) >> 16 & 0x0000_ffff_0000_ffff;
    (fours.wrapping_mul(1 + (10_000 << 32)) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(u32, usize, usize)>) {
        let found = ShortDecimal::leading(text.as_bytes(), b'.');
        let found = found.map(|found| (found.mantissa, found.decimals, found.length));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn numbers_of_up_to_seven_characters_are_read() {
        check("1.13702,1.1", Some((113_702, 5, 7)));
        check("131.123,1", Some((131_123, 3, 7)));
        check("1,000000", Some((1, 0, 1)));
        check("0.5\n00000", Some((5, 1, 3)));
        check("1234567\r\n", Some((1_234_567, 0, 7)));
        check("00003.66,", None);
        check("1.2.3,000", Some((12, 1, 3)));
        check("00.108000", None);
        check("5.,00000", None);
        check(".5,00000", None);
        check("-1.5,000", None);
        check("1.5", None);
        check("\u{e9}1.50000", None);
        assert_eq!(
            eight_digits(u64::from_le_bytes(*b"17412192")),
            Some(17_412_192)
        );
        assert_eq!(eight_digits(u64::from_le_bytes(*b"1741219:")), None);
    }
}
