//! Values with bounds: what does not keep them cannot be decoded.

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// An integer of `MIN..=MAX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Bounded<const MIN: i64, const MAX: i64>(i64);

impl<const MIN: i64, const MAX: i64> Bounded<MIN, MAX> {
    /// The value, when it is within the bounds.
    #[must_use]
    pub fn new(value: i64) -> Option<Self> {
        (MIN..=MAX).contains(&value).then_some(Self(value))
    }

    /// The plain integer.
    #[must_use]
    pub fn get(self) -> i64 {
        self.0
    }
}

impl<'de, const MIN: i64, const MAX: i64> Deserialize<'de> for Bounded<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = i64::deserialize(deserializer)?;
        Self::new(value)
            .ok_or_else(|| D::Error::custom(format!("expected {MIN}..={MAX}, found {value}")))
    }
}

impl<const MAX: i64> Bounded<0, MAX> {
    pub(crate) fn nothing() -> Self {
        Self(0)
    }
}

impl Bounded<0, 31_622_400> {
    pub(crate) fn minute() -> Self {
        Self(60)
    }
}

impl Bounded<1, 1_000_000> {
    pub(crate) fn thousand() -> Self {
        Self(1000)
    }
}

impl Count {
    pub(crate) fn zero() -> Self {
        Self(0)
    }

    pub(crate) fn one() -> Self {
        Self(1)
    }

    pub(crate) fn thousand() -> Self {
        Self(1000)
    }
}

/// A number that is not negative.
pub type Count = Bounded<0, { i64::MAX }>;
/// Steps of a replay, back and forth.
pub type Steps = Bounded<-1000, 1000>;
/// Minutes without a tick that are a gap.
pub type GapMinutes = Bounded<1, 100_000>;

impl GapMinutes {
    pub(crate) fn five() -> Self {
        Self(5)
    }
}

/// How many completed bars of each timeframe a snapshot carries.
pub type SnapshotBars = Bounded<0, 500>;

impl SnapshotBars {
    pub(crate) fn one() -> Self {
        Self(1)
    }
}

/// Of an order: the instrument's smallest units.
pub type Quantity = Bounded<1, 10_000_000_000_000>;
/// Of a command or a quote on its way.
pub type LatencyUs = Bounded<0, 60_000_000>;
/// Of the margin in use.
pub type Percent = Bounded<0, 10_000>;

impl Percent {
    pub(crate) fn call() -> Self {
        Self(100)
    }

    pub(crate) fn stop() -> Self {
        Self(50)
    }
}

/// Money that is paid in with an account.
pub type PaidIn = Bounded<0, 1_000_000_000_000_000>;
/// Money that is paid in, or out.
pub type Payment = Bounded<-1_000_000_000_000_000, 1_000_000_000_000_000>;

impl PaidIn {
    pub(crate) fn usual() -> Self {
        Self(10_000_000)
    }
}

/// For how long an invitation may wait to be used.
pub type ValidSeconds = Bounded<1, 300>;

impl ValidSeconds {
    pub(crate) fn usual() -> Self {
        Self(30)
    }
}

/// How long to wait for news.
pub type WaitMs = Bounded<0, 60_000>;

impl WaitMs {
    pub(crate) fn none() -> Self {
        Self(0)
    }
}

/// Microseconds since the Unix epoch, UTC.
pub type TimeUs = Bounded<{ -(1 << 62) }, { 1 << 62 }>;
/// Decimal digits of a price.
pub type Digits = Bounded<0, 10>;

impl Digits {
    pub(crate) fn zero() -> Self {
        Self(0)
    }
}

/// A factor above 0 and up to a million.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Speed(f64);

impl Speed {
    pub(crate) fn real_time() -> Self {
        Self(1.0)
    }

    /// The speed, when it is a number within the bounds.
    #[must_use]
    pub fn new(value: f64) -> Option<Self> {
        (value > 0.0 && value <= 1_000_000.0).then_some(Self(value))
    }

    /// The plain number.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

impl<'de> Deserialize<'de> for Speed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = f64::deserialize(deserializer)?;
        Self::new(value).ok_or_else(|| {
            D::Error::custom(format!("expected 0 < speed <= 1000000, found {value}"))
        })
    }
}

/// A number of 0 to `MAX`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Measure<const MAX: u32>(f64);

impl<const MAX: u32> Measure<MAX> {
    /// The number, when it is within the bounds.
    #[must_use]
    pub fn new(value: f64) -> Option<Self> {
        (0.0..=f64::from(MAX))
            .contains(&value)
            .then_some(Self(value))
    }

    /// The plain number.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

impl<'de, const MAX: u32> Deserialize<'de> for Measure<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = f64::deserialize(deserializer)?;
        Self::new(value)
            .ok_or_else(|| D::Error::custom(format!("expected 0 to {MAX}, found {value}")))
    }
}

/// A number up to ten to the fifteenth, either way.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Number(f64);

impl Number {
    const MOST: f64 = 1e15;

    /// The number, when it is within the bounds.
    #[must_use]
    pub fn new(value: f64) -> Option<Self> {
        (-Self::MOST..=Self::MOST)
            .contains(&value)
            .then_some(Self(value))
    }

    /// The plain number.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

impl Number {
    pub(crate) fn zero() -> Self {
        Self(0.0)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = f64::deserialize(deserializer)?;
        Self::new(value)
            .ok_or_else(|| D::Error::custom(format!("expected -1e15 to 1e15, found {value}")))
    }
}

/// A text of `MIN..=MAX` characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Text<const MIN: usize, const MAX: usize>(String);

impl<const MIN: usize, const MAX: usize> Text<MIN, MAX> {
    /// The text, when its length is within the bounds.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        (MIN..=MAX)
            .contains(&text.chars().count())
            .then(|| Self(text.to_owned()))
    }

    /// The plain text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> Default for Text<0, MAX> {
    fn default() -> Self {
        Self(String::new())
    }
}

impl Text<0, 200> {
    pub(crate) fn auto() -> Self {
        Self("auto".to_owned())
    }
}

impl<'de, const MIN: usize, const MAX: usize> Deserialize<'de> for Text<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = deserializer.deserialize_str(PlainText)?;
        Self::new(&text)
            .ok_or_else(|| D::Error::custom(format!("expected a text of {MIN}..={MAX} characters")))
    }
}

/// `MessagePack` tells text from bytes, and so do we: serde's own `String` would take either.
struct PlainText;

impl Visitor<'_> for PlainText {
    type Value = String;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }
}

macro_rules! patterned {
    ($(#[$doc:meta])* $name:ident, $pattern:literal, $fits:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The name, when it has the form.
            #[must_use]
            pub fn new(text: &str) -> Option<Self> {
                let fits: fn(&str) -> bool = $fits;
                fits(text).then(|| Self(text.to_owned()))
            }

            /// The plain text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = deserializer.deserialize_str(PlainText)?;
                Self::new(&text).ok_or_else(|| D::Error::custom(concat!("expected ", $pattern)))
            }
        }
    };
}

patterned!(
    /// `EURUSD`.
    Symbol,
    "[A-Z0-9][A-Z0-9._-]{0,31}",
    |text| (1..=32).contains(&text.len())
        && text.starts_with(|first: char| first.is_ascii_uppercase() || first.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"._-".contains(&byte))
);
patterned!(
    /// `M5`.
    TimeframeName,
    "[A-Za-z0-9]{1,20}",
    |text| (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
);

impl TimeframeName {
    pub(crate) fn minute() -> Self {
        Self("M1".to_owned())
    }
}

patterned!(
    /// `bars.EURUSD.M1`.
    Topic,
    "[a-z]+(\\.[A-Za-z0-9._-]+)?",
    |text| {
        let (root, rest) = text.split_once('.').unwrap_or((text, "-"));
        text.len() <= 80
            && !root.is_empty()
            && root.bytes().all(|byte| byte.is_ascii_lowercase())
            && !rest.is_empty()
            && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
    }
);

patterned!(
    /// `duplicate=drop`.
    PolicyText,
    "[a-z-]{1,30}=(keep|drop|stop)",
    |text| {
        let (kind, policy) = text.split_once('=').unwrap_or((text, ""));
        (1..=30).contains(&kind.len())
            && kind.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
            && ["keep", "drop", "stop"].contains(&policy)
    }
);

patterned!(
    /// `tcp://127.0.0.1:41234`.
    Endpoint,
    "tcp://127.0.0.1:[0-9]{1,5}",
    |text| text.strip_prefix("tcp://127.0.0.1:").is_some_and(|port| {
        (1..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit())
    })
);
patterned!(
    /// `replay-requests`.
    ServiceName,
    "[a-z-]{1,40}",
    |text| (1..=40).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
);
patterned!(
    /// `LINEARREG_SLOPE`.
    IndicatorName,
    "[A-Za-z0-9_]{1,40}",
    |text| (1..=40).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
);
patterned!(
    /// `entry-1`: printable ASCII. Those with a `!` in front are the exchange's own.
    ClientOrderId,
    "[\"-~][!-~]{0,63}",
    |text| (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_graphic())
        && !text.starts_with('!')
);
patterned!(
    /// `paper`.
    AccountName,
    "[a-z0-9-]{1,40}",
    |text| (1..=40).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
);
impl AccountName {
    pub(crate) fn paper() -> Self {
        Self("paper".to_owned())
    }
}
patterned!(
    /// `USD`.
    CurrencyCode,
    "[A-Z]{3}",
    |text| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
);
/// The token of a session, which no log may have: 43 characters of base64 for addresses.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct SessionToken(String);

impl SessionToken {
    const CHARACTERS: usize = 43;

    /// The token, when it has the form.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        (text.len() == Self::CHARACTERS && text.bytes().all(fits)).then(|| Self(text.to_owned()))
    }

    /// The plain text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SessionToken")
    }
}

impl<'de> Deserialize<'de> for SessionToken {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = deserializer.deserialize_str(PlainText)?;
        Self::new(&text).ok_or_else(|| D::Error::custom("expected [A-Za-z0-9_-]{43}"))
    }
}

impl CurrencyCode {
    pub(crate) fn dollars() -> Self {
        Self("USD".to_owned())
    }
}
patterned!(
    /// `period`.
    IndicatorParam,
    "[a-z0-9_]{1,40}",
    |text| (1..=40).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
);

/// A list of `MIN..=MAX` items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Items<T, const MIN: usize, const MAX: usize>(Vec<T>);

impl<T, const MIN: usize, const MAX: usize> Items<T, MIN, MAX> {
    /// The list, when its length is within the bounds.
    #[must_use]
    pub fn new(items: Vec<T>) -> Option<Self> {
        (MIN..=MAX).contains(&items.len()).then_some(Self(items))
    }

    /// The plain list.
    #[must_use]
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }
}

impl<T, const MAX: usize> Default for Items<T, 0, MAX> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>, const MIN: usize, const MAX: usize> Deserialize<'de>
    for Items<T, MIN, MAX>
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let items = Vec::deserialize(deserializer)?;
        let found = items.len();
        Self::new(items)
            .ok_or_else(|| D::Error::custom(format!("expected {MIN}..={MAX} items, found {found}")))
    }
}

/// Packed little-endian columns: a binary field of at most 4 MB.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Packed(Vec<u8>);

impl Packed {
    const MAX_BYTES: usize = 4_000_000;

    /// The bytes, when they are not too many.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Option<Self> {
        (bytes.len() <= Self::MAX_BYTES).then_some(Self(bytes))
    }

    /// The plain bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Serialize for Packed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Packed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = deserializer.deserialize_byte_buf(PlainBytes)?;
        Self::new(bytes).ok_or_else(|| D::Error::custom("expected at most 4000000 bytes"))
    }
}

struct PlainBytes;

impl Visitor<'_> for PlainBytes {
    type Value = Vec<u8>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a binary field")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
        Ok(bytes.to_vec())
    }

    fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
        Ok(bytes)
    }
}
