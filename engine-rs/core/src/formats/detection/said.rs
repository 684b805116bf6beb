//! What the user says of a layout without spelling all of it out.

use crate::formats::FormatError;
use crate::formats::column_map::{delimiter, time_format};
use crate::formats::dialect::{Dialect, TimeFormat, Zone};

/// Parts of a layout that are not left to be found out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// How times are written.
    pub(super) time: Option<SaidTime>,
    /// What stands between fields.
    pub(super) delimiter: Option<u8>,
    /// What stands before decimals.
    pub(super) decimal_mark: Option<u8>,
}

/// How times are written, in one field or two, and whether they end in an offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SaidTime {
    pub(super) format: TimeFormat,
    pub(super) has_offset: bool,
}

impl Said {
    /// Reads the words of `--time-format`, `--delimiter` and `--decimal-comma`.
    ///
    /// # Errors
    /// `ColumnMap` or `TimePattern`.
    pub fn parse(
        time: Option<&str>,
        between: Option<&str>,
        decimal_comma: bool,
    ) -> Result<Self, FormatError> {
        let said = |text| -> Result<SaidTime, FormatError> {
            let (format, has_offset) = time_format(text)?;
            Ok(SaidTime { format, has_offset })
        };
        Ok(Self {
            time: time.map(said).transpose()?,
            delimiter: between
                .map(|text| delimiter(Some(text), decimal_comma))
                .transpose()?,
            decimal_mark: decimal_comma.then_some(b','),
        })
    }

    /// A layout as it is with what was said; none where that is another layout.
    pub(super) fn applied(&self, dialect: &Dialect) -> Option<Dialect> {
        let is_other = |said: Option<u8>, own: u8| said.is_some_and(|said| said != own);
        if is_other(self.delimiter, dialect.delimiter)
            || is_other(self.decimal_mark, dialect.decimal_mark)
        {
            return None;
        }
        let Some(time) = self.time else {
            return Some(dialect.clone());
        };
        Some(Dialect {
            time: time.in_fields(dialect.time_fields(), dialect.delimiter)?,
            zone: time.zone(&dialect.zone),
            ..dialect.clone()
        })
    }
}

impl SaidTime {
    /// The format where the time takes so many fields of a row.
    pub(super) fn in_fields(&self, fields: usize, delimiter: u8) -> Option<TimeFormat> {
        match (self.format, fields) {
            (TimeFormat::Pattern(pattern), 2) if pattern.fields(delimiter) == 1 => {
                Some(TimeFormat::Pattern(pattern.with_gap(delimiter)?))
            }
            (TimeFormat::Pattern(pattern), _) => {
                (pattern.fields(delimiter) == fields).then_some(self.format)
            }
            (format, fields) => (fields == 1).then_some(format),
        }
    }

    /// The zone of such times in a file whose producer writes this one.
    fn zone(&self, usual: &Zone) -> Zone {
        let is_in_rows = matches!(usual, Zone::IsoOffset | Zone::GmtOffset);
        match self.format {
            TimeFormat::Pattern(_) if !self.has_offset => {
                if is_in_rows {
                    Zone::Unstated
                } else {
                    usual.clone()
                }
            }
            _ => Zone::IsoOffset,
        }
    }
}
