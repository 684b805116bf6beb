"""The registry of indicators as text, JSON and the page `docs/indicators.md`."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

from pyworkstation.cli.text_table import text_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyworkstation.cli.text_table import Cell
    from pyworkstation.engine import IndicatorSpec, OutputSpec, ParamSpec

_HEAD = """\
# Indicators

Written by `python -m pyworkstation indicators --format markdown -o docs/indicators.md` from the engine's registry.

Warm-up is the number of bars, with the parameters' defaults, until every output has a value, the last of them included; one that waits
for an event (a session's end, a turn of the price) needs at least so many. Before that an output is NaN. An output over the prices has their unit.
"""


def as_text(specs: Sequence[IndicatorSpec]) -> str:
    """A table of one line each."""
    rows: list[list[Cell]] = [
        [spec.name, spec.group, _call(spec), spec.warm_up(), spec.title] for spec in specs
    ]
    lines = text_table(["name", "group", "parameters", "warm-up", "title"], rows)
    return "".join(f"{line}\n" for line in lines)


def one_as_text(spec: IndicatorSpec) -> str:
    """All of one indicator."""
    lines = [
        f"{spec.name}: {spec.title} ({spec.group})",
        f"reads: {', '.join(spec.inputs)}",
        f"outputs: {', '.join(_output(output) for output in spec.outputs)}",
        f"warm-up with the defaults: {spec.warm_up()} bars",
        f"formula: {spec.formula}",
        "",
    ]
    table = text_table(["parameter", "default", "range", "meaning"], [_param(param) for param in spec.params])
    lines += table if spec.params else ["no parameters"]
    return "".join(f"{line}\n" for line in lines)


def as_json(specs: Sequence[IndicatorSpec]) -> str:
    """An array of objects."""
    return json.dumps([_object(spec) for spec in specs], ensure_ascii=False, indent=1) + "\n"


def as_markdown(specs: Sequence[IndicatorSpec]) -> str:
    """A page with a section for each group."""
    groups = itertools.groupby(specs, key=lambda spec: spec.group)
    sections = ("\n".join(_section(group, list(members))) for group, members in groups)
    return "\n".join([_HEAD, *sections])


def _section(group: str, specs: Sequence[IndicatorSpec]) -> Iterator[str]:
    yield f"## {group}\n"
    yield "| name | what it is | parameters: default (range) | reads | outputs | warm-up |"
    yield "|---|---|---|---|---|---|"
    for spec in specs:
        params = "<br>".join(
            f"{name}: {default} ({span})" for name, default, span, _ in map(_param, spec.params)
        )
        outputs = ", ".join(_output(output) for output in spec.outputs)
        yield f"| `{spec.name}` | {spec.title} | {params} | {', '.join(spec.inputs)} | {outputs} | {spec.warm_up()} |"
    yield ""
    for spec in specs:
        yield f"- `{spec.name}`: {spec.formula.replace('|', chr(92) + '|')}"
    yield ""


def _call(spec: IndicatorSpec) -> str:
    return ", ".join(f"{param.name}={param.default}" for param in spec.params)


def _param(param: ParamSpec) -> tuple[str, str, str, str]:
    return param.name, str(param.default), _range(param), param.title


def _range(param: ParamSpec) -> str:
    if param.kind == "choice":
        return " ".join(param.words)
    return f"{param.minimum:g} to {param.maximum:g}"


def _output(output: OutputSpec) -> str:
    shifts = [f"{output.ahead} ahead"] if output.ahead else [f"{output.back} back"] if output.back else []
    words = [*(["over the prices"] if output.pane == "overlay" else []), *shifts]
    return f"{output.name} ({', '.join(words)})" if words else output.name


def _object(spec: IndicatorSpec) -> dict[str, Any]:
    return {
        "name": spec.name,
        "title": spec.title,
        "group": spec.group,
        "params": [_param_object(param) for param in spec.params],
        "inputs": spec.inputs,
        "outputs": [_output_object(output) for output in spec.outputs],
        "warm_up": spec.warm_up(),
        "formula": spec.formula,
    }


def _param_object(param: ParamSpec) -> dict[str, Any]:
    names = ("name", "title", "kind", "default", "minimum", "maximum", "words")
    return {name: getattr(param, name) for name in names}


def _output_object(output: OutputSpec) -> dict[str, Any]:
    return {name: getattr(output, name) for name in ("name", "pane", "style", "ahead", "back")}
