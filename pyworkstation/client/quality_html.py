"""A quality report as one page of HTML that needs nothing else: no script, no font, no picture."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from pyworkstation.client.quality_heat import HeatCell, heat_rows, top_pace
from pyworkstation.client.quality_words import moment, share, span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyworkstation.client.quality_heat import HeatRow
    from pyworkstation.client.quality_report import Report
    from pyworkstation.protocol.messages import Distribution, Quality

_ROWS = 120
_LEVELS = 10
_HOURS = 24
_GOOD, _FAIR = 95, 80


def html_report(report: Report) -> str:
    """The page. Whatever comes from files is escaped."""
    quality = report.quality
    title = f"{escape(quality.symbol)}: what its ticks are worth"
    parts = [
        _head(quality),
        _cards(quality),
        _heat(report),
        _gaps(quality),
        _faults(quality),
        _numbers(quality),
    ]
    body = "\n".join(line for part in parts for line in part)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f'<meta name="viewport" content="width=device-width">\n<style>\n{_STYLE}{_level_styles()}</style>\n</head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _head(quality: Quality) -> Iterator[str]:
    yield f"<h1>{escape(quality.symbol)} <small>{escape(quality.of)}</small></h1>"
    yield f'<p class="dim">{moment(quality.first_us)} to {moment(quality.last_us)} UTC</p>'


def _cards(quality: Quality) -> Iterator[str]:
    mark = "good" if quality.score >= _GOOD else "fair" if quality.score >= _FAIR else "bad"
    yield '<div class="cards">'
    yield _card("score of 100", f'<span class="{mark}">{quality.score:.1f}</span>')
    yield _card("coverage", share(quality.coverage))
    yield _card("ticks", f"{quality.ticks:,}")
    yield _card("market open", span(quality.open_s))
    yield _card("gaps", f"{quality.gaps_total:,}")
    yield _card("missing", span(quality.missing_s))
    yield "</div>"


def _card(name: str, value: str) -> str:
    return f'<div class="card"><b>{value}</b><span>{name}</span></div>'


def _heat(report: Report) -> Iterator[str]:
    rows = heat_rows(report.days, at_most=_ROWS)
    top = top_pace(rows)
    yield "<h2>Ticks by day and hour, UTC</h2>"
    yield '<table class="heat">'
    hours = "".join(f"<th>{hour:02}</th>" for hour in range(_HOURS))
    yield f'<tr><th></th>{hours}<th class="number">ticks</th></tr>'
    yield from (_heat_row(row, top) for row in rows)
    yield "</table>"
    scale = "".join(f'<i class="l{level}"></i>' for level in range(_LEVELS))
    yield (
        f'<p class="key">few {scale} many <i class="none"></i> no tick <i class="l4 hole"></i> with a gap '
        '<i class="stray"></i> out of hours <i class="closed"></i> closed</p>'
    )


def _heat_row(row: HeatRow, top: float) -> str:
    cells = "".join(_heat_cell(row.name, hour, cell, top) for hour, cell in enumerate(row.cells))
    return f'<tr><th>{escape(row.name)}</th>{cells}<td class="number">{row.ticks:,}</td></tr>'


def _heat_cell(name: str, hour: int, cell: HeatCell, top: float) -> str:
    words = f"{name}, {hour:02}:00: {cell.ticks:,} ticks"
    if cell.missing_s:
        words += f", {span(cell.missing_s)} missing"
    return f'<td class="{_mark(cell, top)}" title="{escape(words)}"></td>'


def _mark(cell: HeatCell, top: float) -> str:
    if cell.is_closed:
        return "stray" if cell.ticks else "closed"
    if not cell.ticks:
        return "none"
    return f"l{round(cell.pace / top * (_LEVELS - 1))}" + " hole" * cell.has_hole


def _gaps(quality: Quality) -> Iterator[str]:
    yield f"<h2>Gaps of {quality.gap_minutes} minutes or more</h2>"
    if not quality.gaps:
        yield "<p>None.</p>"
        return
    if quality.gaps_total > len(quality.gaps):
        yield f'<p class="dim">The {len(quality.gaps):,} longest of {quality.gaps_total:,}.</p>'
    rows = (
        [moment(gap.from_us), moment(gap.to_us), span(gap.market_us // 1_000_000)] for gap in quality.gaps
    )
    yield from _table(["last tick before", "first tick after", "market time without a tick"], rows)


def _faults(quality: Quality) -> Iterator[str]:
    yield "<h2>Faults</h2>"
    costs = {cost.kind: cost.points for cost in quality.deductions}
    rejected = sum(left.count for left in quality.rejected)
    rows = [
        [
            found.kind,
            f"{found.count:,}",
            share(found.count / quality.ticks),
            _cost(costs.get(found.kind, 0.0)),
        ]
        for found in quality.findings
    ]
    total = quality.ticks + rejected
    rows += [
        [f"left out: {left.kind}", f"{left.count:,}", share(left.count / total), ""]
        for left in quality.rejected
    ]
    if rejected:
        rows.append(
            ["all left out", f"{rejected:,}", share(rejected / total), _cost(costs.get("rejected", 0.0))]
        )
    if not rows:
        yield "<p>None.</p>"
        return
    yield from _table(["kind", "ticks", "share", "costs"], rows)


def _cost(points: float) -> str:
    return f"{points:.2f} points"


def _numbers(quality: Quality) -> Iterator[str]:
    yield "<h2>Spread and pace</h2>"
    names = ["", "least", "5 %", "25 %", "median", "75 %", "95 %", "99 %", "most", "mean"]
    yield from _table(
        names,
        [_distribution("spread, points", quality.spread), _distribution("ticks a minute", quality.rate)],
    )
    yield (
        f'<p class="dim">Busiest minute {moment(quality.busiest_us)[:16]}; {quality.minutes:,} minutes have ticks. '
        "Score = coverage × (100 − costs).</p>"
    )


def _distribution(name: str, of: Distribution) -> list[str]:
    values = (of.least, of.p5, of.p25, of.median, of.p75, of.p95, of.p99, of.most)
    return [name, *(f"{value:,}" for value in values), f"{of.mean:,.1f}"]


def _table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The first column names its row."""
    yield "<table>"
    yield "<tr>" + "".join(f"<th>{escape(name)}</th>" for name in names) + "</tr>"
    for row in rows:
        yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
    yield "</table>"


def _level_styles() -> str:
    """From a dull blue to a bright green, as the eye tells them apart."""
    return "".join(
        f".l{level}{{background:hsl({215 - 5.5 * level:.0f} {38 + 3 * level}% {17 + 4.6 * level:.0f}%)}}\n"
        for level in range(_LEVELS)
    )


_STYLE = """\
:root{color-scheme:dark}
body{background:#12161c;color:#d8dee6;font:14px/1.5 system-ui,"Segoe UI",sans-serif;margin:2rem auto;max-width:64rem;padding:0 1rem}
h1{font-size:1.7rem;margin:0}
h1 small{font-size:1rem;font-weight:400;color:#8b97a6;margin-left:.6rem;overflow-wrap:anywhere}
h2{font-size:1.05rem;margin:2rem 0 .6rem}
.dim{color:#8b97a6;margin:.3rem 0}
.cards{display:flex;flex-wrap:wrap;gap:.8rem;margin:1.2rem 0}
.card{background:#1b212a;border:1px solid #29313d;border-radius:8px;padding:.7rem 1rem;min-width:6rem}
.card b{display:block;font-size:1.35rem;font-weight:600;font-variant-numeric:tabular-nums}
.card span{color:#8b97a6}
.card .good{color:#5fd38d}.card .fair{color:#e8c35a}.card .bad{color:#ef7d74}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th{color:#8b97a6;font-weight:400;text-align:right;padding:.15rem .8rem}
td{text-align:right;padding:.15rem .8rem;border-top:1px solid #232b36}
th:first-child,td:first-child{text-align:left;padding-left:0;white-space:nowrap}
.heat{border-collapse:separate;border-spacing:2px}
.heat th{padding:0 .2rem;text-align:center}
.heat th:first-child{padding-right:.6rem;text-align:left}
.heat td{border:0;border-radius:2px;height:1.15rem;min-width:1.35rem;padding:0}
.heat .number{padding-left:.9rem;text-align:right}
.heat .none,.key .none{background:#4a272c}
.heat .stray,.key .stray{background:#8a5fb5}
.heat .closed,.key .closed{background:#171c23}
.heat .hole,.key .hole{box-shadow:inset 0 -4px 0 #ef7d74}
.key{color:#8b97a6}
.key i{display:inline-block;width:1.1rem;height:.8rem;border-radius:2px;vertical-align:-.05rem;margin:0 1px}
.key i.none,.key i.hole,.key i.stray,.key i.closed{margin-left:1rem}
"""
