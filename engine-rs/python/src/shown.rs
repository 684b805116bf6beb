//! What `repr` shows of objects that people print.

use tick_engine::dump::time;
use tick_engine::indicators::Value;
use tick_engine::timeframe::Timeframe;

/// Rows of a kind, from their first time to their last.
pub(crate) fn rows(class: &str, unit: &str, count: usize, ends_us: Option<(i64, i64)>) -> String {
    let from_to =
        ends_us.map(|(first_us, last_us)| format!(" from {} to {}", time(first_us), time(last_us)));
    format!("<{class}: {count} {unit}{}>", from_to.unwrap_or_default())
}

/// The state of some timeframes.
pub(crate) fn state(
    class: &str,
    timeframes: impl Iterator<Item = Timeframe>,
    [ticks, late]: [u64; 2],
    last_us: Option<i64>,
) -> String {
    let names: Vec<String> = timeframes.map(|timeframe| timeframe.to_string()).collect();
    let last = last_us.map_or(String::new(), |us| format!(" to {}", time(us)));
    format!(
        "<{class} of {}: {ticks} ticks{last}, {late} late>",
        names.join(" ")
    )
}

/// An indicator's name with its parameters: `EMA(period=20)`.
pub(crate) fn indicator<'a>(name: &str, params: impl Iterator<Item = (&'a str, Value)>) -> String {
    let params: Vec<String> = params
        .map(|(name, value)| match value {
            Value::Number(number) => format!("{name}={number}"),
            Value::Word(word) => format!("{name}='{word}'"),
        })
        .collect();
    format!("{name}({})", params.join(", "))
}
