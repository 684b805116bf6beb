//! The table of all indicators.

use super::params::{ParamFault, ParamSpec, Params, Value};
use super::state::StateReader;
use super::{
    Indicator, averages, bands, directional, ichimoku, momentum, prices, regression, sessions,
    turns, volatility, volume,
};
use crate::fault::Fault;

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct IndicatorSpec {
    /// Its name in calls: capitals, digits and underscores.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// Which others it belongs with.
    pub group: &'static str,
    /// What can be set.
    pub params: &'static [ParamSpec],
    /// What it reads of a bar.
    pub inputs: &'static [Input],
    /// What it answers, in order.
    pub outputs: &'static [OutputSpec],
    /// Bars until every output has a value, the last of them included. Those that wait for an event (a session's
    /// end, a turn of the price) need at least so many.
    pub warm_up: fn(&Params) -> usize,
    /// The formula, and who published it.
    pub formula: &'static str,
    pub(super) make: fn(&Params) -> Box<dyn Indicator>,
}

/// What an indicator reads of a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// The price that the parameter `source` names.
    Source,
    /// First price.
    Open,
    /// Highest price.
    High,
    /// Lowest price.
    Low,
    /// Last price.
    Close,
    /// Volume.
    Volume,
    /// Mean, least and greatest spread.
    Spread,
    /// Whether a session starts.
    Session,
}

/// Where an output is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pane {
    /// Over the prices: its unit is the price.
    Overlay,
    /// In a pane of its own.
    Own,
}

/// How an output is drawn when nobody says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// A line.
    Line,
    /// A line that marks a border: thin or dashed.
    Band,
    /// Columns from zero.
    Histogram,
    /// A mark on its bar.
    Dots,
    /// Level pieces, a step where the value changes.
    Steps,
    /// Not drawn: it says something about the others.
    Hidden,
}

/// Over which bar an output is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shift {
    /// Its own.
    None,
    /// As many bars later as this parameter says.
    Ahead(&'static str),
    /// As many bars earlier as this parameter says.
    Back(&'static str),
}

/// One output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutputSpec {
    /// Its name in calls.
    pub name: &'static str,
    /// Where it is drawn.
    pub pane: Pane,
    /// How it is drawn.
    pub style: Style,
    /// Over which bar it is drawn.
    pub shift: Shift,
}

/// The tables of all groups.
const GROUPS: &[&[IndicatorSpec]] = &[
    averages::SPECS,
    bands::SPECS,
    momentum::SPECS,
    directional::SPECS,
    ichimoku::SPECS,
    regression::SPECS,
    volatility::SPECS,
    volume::SPECS,
    prices::SPECS,
    sessions::SPECS,
    turns::SPECS,
];

/// All indicators, group after group.
pub fn indicators() -> impl Iterator<Item = &'static IndicatorSpec> {
    GROUPS.iter().copied().flatten()
}

/// The row of a name, in capitals or not.
///
/// # Errors
/// [`ParamFault::NoIndicator`] when there is none.
pub fn find(name: &str) -> Result<&'static IndicatorSpec, ParamFault> {
    indicators()
        .find(|spec| spec.name.eq_ignore_ascii_case(name))
        .ok_or_else(|| ParamFault::NoIndicator {
            name: name.to_owned(),
        })
}

impl IndicatorSpec {
    /// A full set of parameters from those that are given.
    ///
    /// # Errors
    /// [`ParamFault`] for an unknown name or a value that is not allowed.
    pub fn params(&self, given: &[(String, Value)]) -> Result<Params, ParamFault> {
        Params::new(self.params, given)
    }

    /// A new indicator. The parameters are this row's.
    #[must_use]
    pub fn make(&self, params: &Params) -> Box<dyn Indicator> {
        (self.make)(params)
    }

    /// An indicator with a memory that was saved from one with the same parameters.
    ///
    /// # Errors
    /// A fault when the bytes are no such state.
    pub fn restore(
        &self,
        params: &Params,
        state: &[u8],
    ) -> Result<Box<dyn Indicator>, impl Fault + use<>> {
        let mut indicator = self.make(params);
        let mut reader = StateReader::new(state);
        indicator
            .load(&mut reader)
            .and_then(|()| reader.finish())
            .map(|()| indicator)
    }
}
