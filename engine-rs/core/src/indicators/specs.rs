//! Words that many rows of the registry share.

use super::kernels::AVERAGE_WORDS;
use super::params::{Kind, ParamSpec};
use super::registry::{OutputSpec, Pane, Shift, Style};
use super::source::SOURCE_WORDS;

/// Longer memories than this are a slip of the keyboard.
pub(super) const LONGEST: usize = 10_000;

/// Which price it is taken of: the close, when nothing is said.
pub(super) const SOURCE: ParamSpec = ParamSpec {
    name: "source",
    title: "Price",
    kind: Kind::Choice {
        default: 0,
        words: SOURCE_WORDS,
    },
};

/// Which kind of moving average: the simple one, when nothing is said.
pub(super) const AVERAGE: ParamSpec = average(0);

/// Which kind of moving average: the exponential one, when nothing is said.
pub(super) const EXPONENTIAL: ParamSpec = average(1);

const fn average(default: usize) -> ParamSpec {
    ParamSpec {
        name: "average",
        title: "Kind of average",
        kind: Kind::Choice {
            default,
            words: AVERAGE_WORDS,
        },
    }
}

/// A number of bars named `period`.
pub(super) const fn period(default: usize, min: usize) -> ParamSpec {
    bars("period", "Bars", default, min)
}

/// A number of bars.
pub(super) const fn bars(
    name: &'static str,
    title: &'static str,
    default: usize,
    min: usize,
) -> ParamSpec {
    ParamSpec {
        name,
        title,
        kind: Kind::Count {
            default,
            min,
            max: LONGEST,
        },
    }
}

/// A number.
pub(super) const fn real(
    name: &'static str,
    title: &'static str,
    [default, min, max]: [f64; 3],
) -> ParamSpec {
    ParamSpec {
        name,
        title,
        kind: Kind::Real { default, min, max },
    }
}

const fn output(name: &'static str, pane: Pane, style: Style) -> OutputSpec {
    OutputSpec {
        name,
        pane,
        style,
        shift: Shift::None,
    }
}

/// A line over the prices.
pub(super) const fn overlay(name: &'static str) -> OutputSpec {
    output(name, Pane::Overlay, Style::Line)
}

/// A border line over the prices.
pub(super) const fn band(name: &'static str) -> OutputSpec {
    output(name, Pane::Overlay, Style::Band)
}

/// Marks over the prices.
pub(super) const fn dots(name: &'static str) -> OutputSpec {
    output(name, Pane::Overlay, Style::Dots)
}

/// Level pieces over the prices.
pub(super) const fn steps(name: &'static str) -> OutputSpec {
    output(name, Pane::Overlay, Style::Steps)
}

/// A line in a pane of its own.
pub(super) const fn own(name: &'static str) -> OutputSpec {
    output(name, Pane::Own, Style::Line)
}

/// Columns in a pane of their own.
pub(super) const fn columns(name: &'static str) -> OutputSpec {
    output(name, Pane::Own, Style::Histogram)
}

/// Something that is not drawn.
pub(super) const fn hidden(name: &'static str) -> OutputSpec {
    output(name, Pane::Own, Style::Hidden)
}

impl OutputSpec {
    /// Drawn in a pane of its own.
    pub(super) const fn apart(mut self) -> Self {
        self.pane = Pane::Own;
        self
    }

    /// Drawn over another bar.
    pub(super) const fn shifted(mut self, shift: Shift) -> Self {
        self.shift = shift;
        self
    }
}
