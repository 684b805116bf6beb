//! What an engine cannot be asked.

use std::fmt;

use super::DEPTH_MAX;
use crate::attached::OUTPUTS_MAX;
use crate::fault::Fault;
use crate::timeframe::Timeframe;

/// What an engine cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MtfError {
    /// An engine of nothing.
    NoTimeframe,
    /// A timeframe given twice.
    Twice {
        /// Which.
        timeframe: Timeframe,
    },
    /// A ring of no bars, or of too many.
    Depth {
        /// The depth asked for.
        depth: usize,
    },
    /// The machine has no memory for the rings.
    Memory {
        /// The depth asked for.
        depth: usize,
    },
    /// A timeframe that this engine does not keep.
    NotKept {
        /// Which.
        timeframe: Timeframe,
        /// Those it keeps.
        kept: Vec<Timeframe>,
    },
    /// An indicator that is not attached.
    NoIndicator {
        /// The id asked for.
        id: u64,
        /// Those attached.
        ids: Vec<u64>,
    },
    /// An indicator of too many outputs, or of none.
    Outputs {
        /// Its name.
        name: String,
        /// How many it has.
        outputs: usize,
    },
}

impl Fault for MtfError {
    fn expected(&self) -> String {
        match self {
            Self::NoTimeframe => "at least one timeframe".to_owned(),
            Self::Twice { .. } => "each timeframe once".to_owned(),
            Self::Depth { .. } => format!("a depth of 1 to {DEPTH_MAX} bars"),
            Self::Memory { .. } => "memory for the bars".to_owned(),
            Self::NotKept { kept, .. } => format!("one of {}", names(kept)),
            Self::NoIndicator { ids, .. } if ids.is_empty() => {
                "an indicator to be attached first".to_owned()
            }
            Self::NoIndicator { ids, .. } => format!("the id of an attached indicator: {ids:?}"),
            Self::Outputs { .. } => format!("1 to {OUTPUTS_MAX} outputs"),
        }
    }

    fn found(&self) -> String {
        match self {
            Self::NoTimeframe => "none".to_owned(),
            Self::Twice { timeframe } => format!("{timeframe} twice"),
            Self::Depth { depth } => depth.to_string(),
            Self::Memory { depth } => format!("too little for a depth of {depth}"),
            Self::NotKept { timeframe, .. } => timeframe.to_string(),
            Self::NoIndicator { id, .. } => id.to_string(),
            Self::Outputs { outputs, .. } => outputs.to_string(),
        }
    }

    fn place(&self) -> String {
        match self {
            Self::Depth { .. } | Self::Memory { .. } => "depth".to_owned(),
            Self::NoIndicator { .. } => "indicator".to_owned(),
            Self::Outputs { name, .. } => format!("indicator {name}"),
            _ => "timeframes".to_owned(),
        }
    }
}

fn names(timeframes: &[Timeframe]) -> String {
    timeframes
        .iter()
        .map(Timeframe::to_string)
        .collect::<Vec<_>>()
        .join(" ")
}

impl std::error::Error for MtfError {}

impl fmt::Display for MtfError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{}: expected {}, found {}",
            self.place(),
            self.expected(),
            self.found()
        )
    }
}
