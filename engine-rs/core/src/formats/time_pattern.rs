//! How a written time is laid out: fixed places for date and time, then perhaps a fraction of a second.

use jiff::civil;
use jiff::tz::Offset;

use super::FormatError;

/// The longest pattern; `Monday, 2025-03-06 at 00:00:00` would fit.
const MOST: usize = 32;
/// In `cells`: any digit.
const DIGIT: u8 = 0;

/// Fixed places of date, hour and minute, in any order, with the seconds last. A `T` or a blank stands for either.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pattern {
    cells: [u8; MOST],
    /// Where the seconds begin, and the fixed part ends.
    second: usize,
    year: usize,
    month: usize,
    day: usize,
    hour: usize,
    minute: usize,
    fraction: Fraction,
}

/// How a fraction of a second follows the seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fraction {
    /// After a point, where there is one.
    Pointed,
    /// Right away: `000003660` is 3.660 seconds after midnight.
    Joined,
}

impl Pattern {
    /// Compiles a pattern such as `yyyy-MM-ddTHH:mm:ss`, or `...ssSSS` for a fraction without a point. One that lacks a
    /// part does not compile, being a constant.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        let text = text.as_bytes();
        let second = place(text, b's');
        let mut cells = [DIGIT; MOST];
        let mut at = 0;
        while at < second {
            if !(text[at].is_ascii_alphabetic() && text[at] != b'T') {
                cells[at] = text[at];
            }
            at += 1;
        }
        Self {
            cells,
            second,
            year: place(text, b'y'),
            month: place(text, b'M'),
            day: place(text, b'd'),
            hour: place(text, b'H'),
            minute: place(text, b'm'),
            fraction: if text.len() > second + 2 {
                Fraction::Joined
            } else {
                Fraction::Pointed
            },
        }
    }

    /// Compiles the part of strftime that has fixed places: `%Y %m %d %H %M %S`, `%f` for a fraction of one to nine
    /// digits, `%T` for `%H:%M:%S`, `%F` for `%Y-%m-%d`, `%%`. The seconds come last, and the fraction, if any, after
    /// them: `%S.%f`, or `%S%f` without a point. Tells also whether the time ends in an offset, `%z`.
    ///
    /// # Errors
    /// `TimePattern`, which says what is wrong with it.
    pub fn from_strftime(text: &str) -> Result<(Self, bool), FormatError> {
        compile(text).map_err(|problem| FormatError::TimePattern {
            problem,
            text: text.to_string(),
        })
    }

    /// The same, with `mark` in the one place where a blank (or `T`) is: date and time in two fields.
    pub(super) fn with_gap(mut self, mark: u8) -> Option<Self> {
        let gaps: Vec<usize> = (0..self.second)
            .filter(|at| matches!(self.cells[*at], b' ' | b'T'))
            .collect();
        match gaps[..] {
            [gap] => {
                self.cells[gap] = mark;
                Some(self)
            }
            _ => None,
        }
    }

    /// The same with day and month in each other's places.
    pub(super) fn with_day_and_month_exchanged(mut self) -> Self {
        std::mem::swap(&mut self.day, &mut self.month);
        self
    }

    /// (number where the day is, number where the month is) of a time of this form.
    pub(super) fn day_and_month(&self, text: &[u8]) -> Option<(i64, i64)> {
        let two = |at: usize| number(&text[at..at + 2]);
        let whole = text.len() >= self.second && self.fits(text);
        whole.then(|| (two(self.day), two(self.month)))
    }

    /// Does the year come first? Then the month does before the day.
    pub(super) fn begins_with_year(&self) -> bool {
        self.year < self.month && self.year < self.day
    }

    /// Bytes before the seconds.
    pub(super) fn minute_length(&self) -> usize {
        self.second
    }

    pub(super) fn fraction(&self) -> Fraction {
        self.fraction
    }

    /// How many fields of a row it takes.
    pub(super) fn fields(&self, delimiter: u8) -> usize {
        1 + memchr::memchr_iter(delimiter, &self.cells[..self.second]).count()
    }

    /// Microseconds from the epoch to this minute, as if its clock showed UTC.
    pub(super) fn local_us(&self, text: &[u8]) -> Option<i64> {
        if text.len() < self.second || !self.fits(text) {
            return None;
        }
        let two = |at: usize| number(&text[at..at + 2]) as i8;
        let year = number(&text[self.year..self.year + 4]) as i16;
        let [month, day, hour, minute] = [self.month, self.day, self.hour, self.minute].map(two);
        let minute = civil::DateTime::new(year, month, day, hour, minute, 0, 0).ok()?;
        Some(Offset::UTC.to_timestamp(minute).ok()?.as_microsecond())
    }

    /// The pattern as strftime has it, with `%f` where a fraction may be.
    #[must_use]
    pub fn strftime(&self) -> String {
        let mut text = String::new();
        let mut at = 0;
        while at < self.second {
            let part = self.parts().into_iter().find(|part| part.0 == at);
            let (letters, width) = part.map_or((None, 1), |part| (Some(part.1), part.2));
            match letters {
                Some(letters) => text.push_str(letters),
                None => text.push(char::from(self.cells[at])),
            }
            at += width;
        }
        text + match self.fraction {
            Fraction::Pointed => "%S.%f",
            Fraction::Joined => "%S%f",
        }
    }

    fn parts(&self) -> [(usize, &'static str, usize); 5] {
        [
            (self.year, "%Y", 4),
            (self.month, "%m", 2),
            (self.day, "%d", 2),
            (self.hour, "%H", 2),
            (self.minute, "%M", 2),
        ]
    }

    fn fits(&self, text: &[u8]) -> bool {
        let cells = self.cells[..self.second].iter();
        cells.zip(text).all(|(wanted, found)| match wanted {
            &DIGIT => found.is_ascii_digit(),
            b'T' | b' ' => matches!(found, b'T' | b' '),
            mark => found == mark,
        })
    }
}

fn compile(text: &str) -> Result<(Pattern, bool), &'static str> {
    let spelled = text.replace("%T", "%H:%M:%S").replace("%F", "%Y-%m-%d");
    let (text, has_offset) = match spelled.strip_suffix("%z") {
        Some(rest) => (rest.trim_end(), true),
        None => (spelled.as_str(), false),
    };
    let (fixed, fraction) = fraction_of(text);
    let Some(fixed) = fixed.strip_suffix("%S") else {
        return Err("the seconds, %S, come last but for %f and %z");
    };
    let mut cells = Vec::new();
    let mut places = [None; 5];
    let mut letters = fixed.bytes();
    while let Some(letter) = letters.next() {
        if letter != b'%' {
            cells.push(literal(letter)?);
            continue;
        }
        let wanted = letters.next().ok_or("a % at its end")?;
        if wanted == b'%' {
            cells.push(b'%');
            continue;
        }
        let part = b"YmdHM".iter().position(|known| *known == wanted);
        let part = part.ok_or("only %Y %m %d %H %M %S %f %z %F %T and %% are known")?;
        if places[part].replace(cells.len()).is_some() {
            return Err("a part occurs twice");
        }
        cells.resize(cells.len() + if part == 0 { 4 } else { 2 }, DIGIT);
    }
    let [Some(year), Some(month), Some(day), Some(hour), Some(minute)] = places else {
        return Err("one of %Y %m %d %H %M is missing");
    };
    let second = cells.len();
    cells.resize(MOST.max(second), DIGIT);
    let cells = cells.try_into().map_err(|_| "longer than 32 characters")?;
    let pattern = Pattern {
        cells,
        second,
        year,
        month,
        day,
        hour,
        minute,
        fraction,
    };
    Ok((pattern, has_offset))
}

fn fraction_of(text: &str) -> (&str, Fraction) {
    if let Some(rest) = text.strip_suffix(".%f") {
        return (rest, Fraction::Pointed);
    }
    match text.strip_suffix("%f") {
        Some(rest) => (rest, Fraction::Joined),
        None => (text, Fraction::Pointed),
    }
}

fn literal(letter: u8) -> Result<u8, &'static str> {
    match letter {
        b' '..=b'~' | b'\t' => Ok(letter),
        _ => Err("only plain characters stand between its parts"),
    }
}

const fn place(text: &[u8], letter: u8) -> usize {
    let mut at = 0;
    while text[at] != letter {
        at += 1;
    }
    at
}

/// The number that a few digits are.
#[inline]
pub(super) fn number(digits: &[u8]) -> i64 {
    digits.iter().fold(0, |value, digit| {
        value * 10 + i64::from(digit.wrapping_sub(b'0'))
    })
}
