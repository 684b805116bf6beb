//! Technical indicators: one bar in, its values out, for a completed bar or on trial for the forming one.
//!
//! [`registry`] is the table of all of them; the command line, the documents and the desktop read it. Formulas follow
//! the definitions named there, and where TA-Lib has the indicator also its conventions for the first values, so that
//! the figures agree with it.
//!
//! Architecture Invariant: an indicator knows the bars it was given and nothing else: no clock, no timeframe, no
//! later bar. After construction it never allocates.

mod averages;
mod bands;
mod bar_input;
mod directional;
mod formula;
mod ichimoku;
mod kernels;
pub mod made;
mod momentum;
mod params;
mod prices;
pub mod registry;
mod regression;
mod sessions;
mod source;
mod specs;
pub mod state;
mod turns;
mod volatility;
mod volume;

pub use bar_input::BarInput;
pub use params::{Kind, ParamFault, ParamSpec, Params, Value};
pub use registry::{IndicatorSpec, Input, OutputSpec, Pane, Shift, Style};

use state::State;

/// An indicator with its memory.
///
/// Values are in the order of [`IndicatorSpec::outputs`], NaN until warm.
pub trait Indicator: State + Send + Sync {
    /// Take a completed bar.
    fn update(&mut self, bar: &BarInput);

    /// What [`Indicator::update`] would make the values, written to `out` as far as it reaches; nothing changes.
    fn preview(&self, bar: &BarInput, out: &mut [f64]);

    /// The values after the last completed bar.
    fn values(&self) -> &[f64];

    /// The same indicator with the same memory.
    fn copy(&self) -> Box<dyn Indicator>;
}
