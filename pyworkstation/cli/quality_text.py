"""A quality report for a terminal: one screen of 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.cli.counted import counted
from pyworkstation.client.quality_heat import HeatCell, heat_rows, top_pace
from pyworkstation.client.quality_words import moment, share, span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyworkstation.client.quality_report import Report
    from pyworkstation.protocol.messages import Distribution, Quality

_WIDTH = 78
_MARGIN = 10
_BAR = 40
_ROWS = 20
_GAPS = 8


class _Glyphs(NamedTuple):
    levels: str
    """Of a pace, lowest first."""
    full: str
    """What a bar is made of."""
    empty: str
    """What is left of a bar."""
    silent: str
    """An open hour without a tick."""
    stray: str
    """Ticks of a closed market."""
    rule: str


_UNICODE = _Glyphs("▁▂▃▄▅▆▇█", "█", "░", "·", "?", "─")
_ASCII = _Glyphs(".:-=+*#@", "#", ".", "_", "?", "-")
_HOLE = "!"
_CLOSED = " "


def text_report(report: Report, *, encoding: str) -> Iterator[str]:
    """Its lines, in signs that `encoding` has."""
    glyphs = _glyphs(encoding)
    quality = report.quality
    yield from _head(quality, glyphs)
    yield ""
    yield from _gaps(quality)
    yield ""
    yield from _faults(quality)
    yield ""
    yield from _distributions(quality)
    yield ""
    yield from _heat(report, glyphs)


def _glyphs(encoding: str) -> _Glyphs:
    try:
        "".join(_UNICODE).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return _ASCII
    return _UNICODE


def _head(quality: Quality, glyphs: _Glyphs) -> Iterator[str]:
    worth = f"score {quality.score:.1f} of 100"
    room = _WIDTH - len(quality.symbol) - len(worth) - 4
    of = _end_of(quality.of, room)
    yield f"{quality.symbol}  {of:<{room}}  {worth}"
    yield glyphs.rule * _WIDTH
    yield _row("ticks", counted(quality.ticks, "tick"))
    yield _row("from", f"{moment(quality.first_us)} to {moment(quality.last_us)} UTC")
    open_time = f"of {span(quality.open_s)} in which the market was open"
    yield _row("coverage", f"{_bar(quality.coverage, glyphs)} {share(quality.coverage)}")
    yield _row("", open_time)


def _end_of(text: str, room: int) -> str:
    """What a path ends with tells more than what it begins with."""
    return text if len(text) <= room else "..." + text[3 - room :]


def _row(name: str, text: str) -> str:
    return f"{name:<{_MARGIN}} {text}".rstrip()


def _bar(part: float, glyphs: _Glyphs) -> str:
    # All of it only when nothing is missing.
    full = int(part * _BAR)
    return glyphs.full * full + glyphs.empty * (_BAR - full)


def _gaps(quality: Quality) -> Iterator[str]:
    least = counted(quality.gap_minutes, "minute")
    if not quality.gaps_total:
        yield _row("gaps", f"none of {least} or more")
        return
    yield _row("gaps", f"{quality.gaps_total:,} of {least} or more, {span(quality.missing_s)} in all")
    longest = sorted(quality.gaps, key=lambda gap: -gap.market_us)[:_GAPS]
    for gap in sorted(longest, key=lambda gap: gap.from_us):
        missing = span(gap.market_us // 1_000_000)
        yield _row("", f"{moment(gap.from_us)}  to  {moment(gap.to_us)}  {missing:>10}")
    if quality.gaps_total > len(longest):
        yield _row("", f"these are the {len(longest)} longest; --format json has more")


def _faults(quality: Quality) -> Iterator[str]:
    if not quality.findings and not quality.rejected:
        yield _row("faults", "none")
        return
    costs = {cost.kind: cost.points for cost in quality.deductions}
    yield _row("faults", f"{'ticks':>14}  {'share':>11}  {'costs':>6}")
    for finding in quality.findings:
        part = share(finding.count / quality.ticks)
        yield _row(
            "", f"{finding.kind:<16}{finding.count:>12,}  {part:>11}  {-costs.get(finding.kind, 0.0):>6.2f}"
        )
    rows = quality.ticks + sum(left.count for left in quality.rejected)
    for left in quality.rejected:
        yield _row("", f"{left.kind:<16}{left.count:>12,}  {share(left.count / rows):>11}  left out")
    if quality.rejected:
        yield _row(
            "",
            f"{'all left out':<16}{rows - quality.ticks:>12,}  "
            f"{share(1 - quality.ticks / rows):>11}  {-costs.get('rejected', 0.0):>6.2f}",
        )


def _distributions(quality: Quality) -> Iterator[str]:
    names = ("least", "5 %", "25 %", "median", "75 %", "95 %", "99 %", "most", "mean")
    yield _row("", "".join(f"{name:>7}" for name in names))
    yield _distribution("spread pts", quality.spread)
    yield _distribution("ticks/min", quality.rate)
    yield _row(
        "", f"busiest minute {moment(quality.busiest_us)[:16]}; {quality.minutes:,} minutes have ticks"
    )


def _distribution(name: str, of: Distribution) -> str:
    values = (of.least, of.p5, of.p25, of.median, of.p75, of.p95, of.p99, of.most)
    return _row(name, "".join(f"{value:>7}" for value in values) + f"{of.mean:>7.1f}")


def _heat(report: Report, glyphs: _Glyphs) -> Iterator[str]:
    rows = heat_rows(report.days, at_most=_ROWS)
    margin = max(len(row.name) for row in rows)
    top = top_pace(rows)
    yield f"{'hour UTC':<{margin}} " + "".join(f"{hour:<6}" for hour in range(0, 24, 3)) + f"{'ticks':>13}"
    for row in rows:
        cells = "".join(_cell(cell, top, glyphs) for cell in row.cells)
        yield f"{row.name:<{margin}} {cells}{row.ticks:>13,}"
    few, many = glyphs.levels[0], glyphs.levels[-1]
    signs = f"{few} few to {many} many, {glyphs.silent} none, {_HOLE} gap, {glyphs.stray} out of hours, blank: closed"
    yield f"{'':<{margin}} {signs}"


def _cell(cell: HeatCell, top: float, glyphs: _Glyphs) -> str:
    """Two columns; the second tells of a gap."""
    if cell.is_closed:
        return (glyphs.stray if cell.ticks else _CLOSED) * 2
    if not cell.ticks:
        return glyphs.silent * 2
    sign = glyphs.levels[int(cell.pace / top * (len(glyphs.levels) - 1) + 0.5)]
    return sign + (_HOLE if cell.has_hole else sign)
