//! An indicator as somebody asked for it: what it is, and its memory.

use super::params::{ParamFault, Value};
use super::registry::{IndicatorSpec, Input, find};
use super::{Indicator, Params};

/// An indicator that has seen no bar, with whatever tells it from others.
pub struct Made {
    /// As the registry has it.
    pub name: String,
    /// Each parameter with its value.
    pub params: Vec<(String, Value)>,
    /// Names of its values, in order.
    pub outputs: Vec<String>,
    /// Bars until every output has a value, the last of them included.
    pub warm_up: usize,
    /// Must the spreads of all ticks be counted for it?
    pub reads_spread: bool,
    /// Its memory.
    pub indicator: Box<dyn Indicator>,
}

/// One of the registry, by name and the parameters that are given.
///
/// # Errors
/// [`ParamFault`] for an unknown name or parameter, or a value that is not allowed.
pub fn make(name: &str, given: &[(String, Value)]) -> Result<Made, ParamFault> {
    let spec = find(name)?;
    let params = spec.params(given)?;
    Ok(Made::of(spec, &params))
}

impl Made {
    /// A row of the registry with its parameters.
    #[must_use]
    pub fn of(spec: &'static IndicatorSpec, params: &Params) -> Self {
        let pairs = params.iter();
        let outputs = spec.outputs.iter();
        Self {
            name: spec.name.to_owned(),
            params: pairs
                .map(|(spec, value)| (spec.name.to_owned(), value))
                .collect(),
            outputs: outputs.map(|output| output.name.to_owned()).collect(),
            warm_up: (spec.warm_up)(params),
            reads_spread: spec.inputs.contains(&Input::Spread),
            indicator: spec.make(params),
        }
    }
}
