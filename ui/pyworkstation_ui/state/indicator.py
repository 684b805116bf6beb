"""An indicator as the user asked for it, and the bounds that its registry row sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyworkstation.protocol.messages import AttachIndicator, PriceSide

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import IndicatorSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorChoice:
    """A name of the registry with its parameters; `colour` is a place in the theme's list of line colours."""

    name: str
    side: PriceSide = "bid"
    params: Mapping[str, float | str] = field(default_factory=dict)
    colour: int = 0
    is_hidden: bool = False
    """It is there and computed, and not drawn."""

    def request(self, symbol: str, timeframe: str, *, holder: str) -> AttachIndicator:
        """How to ask the engine for it."""
        return AttachIndicator(
            symbol=symbol,
            timeframe=timeframe,
            name=self.name,
            side=self.side,
            params=dict(self.params),
            holder=holder,
        )

    def computes_the_same_as(self, other: IndicatorChoice) -> bool:
        """They differ in looks at most."""
        return (self.name, self.side, self.params) == (other.name, other.side, other.params)


def holder_of(desktop: str, key: int) -> str:
    """The name by which the engine knows who needs an indicator. Equal ones on two panels are one, held twice; the next
    run of that desktop takes over what this one left."""
    return f"{desktop}.{key}"


def default_choice(spec: IndicatorSpec, *, colour: int) -> IndicatorChoice:
    """The indicator as its registry row proposes it."""
    params = {param.name: param.default for param in spec.params}
    return IndicatorChoice(name=spec.name, params=params, colour=colour)


def title_of(choice: IndicatorChoice) -> str:
    """`EMA 20`, `BBANDS 20 2 2 ema`; what has its usual value and is a word is left out."""
    words = [_written(value) for value in choice.params.values() if value != "close"]
    side = [] if choice.side == "bid" else [choice.side]
    return " ".join([choice.name, *words, *side])


def is_in_own_pane(spec: IndicatorSpec) -> bool:
    """Nothing that it draws belongs over the prices."""
    shown = [output for output in spec.outputs if output.style != "hidden"]
    return all(output.pane == "own" for output in shown)


def matching(specs: list[IndicatorSpec], text: str) -> list[IndicatorSpec]:
    """Those whose name, title or group has every word of the text; a name that begins with it comes first."""
    words = text.lower().split()
    found = [spec for spec in specs if all(word in _searched(spec) for word in words)]
    return sorted(found, key=lambda spec: not spec.name.lower().startswith(text.lower().strip() or "\0"))


def _searched(spec: IndicatorSpec) -> str:
    return f"{spec.name} {spec.title} {spec.group}".lower()


def _written(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"
