"""The instruments that are known, and how they trade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.domain.errors import InputError
from pyworkstation.protocol.messages import InstrumentRow, InstrumentsPart
from pyworkstation.services.trading.terms import terms_of_listed
from pyworkstation.storage.instruments import listed_instruments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyworkstation.domain.home import Home
    from pyworkstation.protocol.messages import ListInstruments
    from pyworkstation.storage.instruments import ListedInstrument

_ROWS_A_MESSAGE = 500
_NOTHING = "0"


def list_instruments(request: ListInstruments, home: Home) -> Iterator[InstrumentsPart]:
    """By symbol. Raises InputError for a symbol that is not known, and for files with faults."""
    found = listed_instruments(home)
    wanted = [row for row in found if request.symbol in (None, row.instrument.symbol)]
    if not wanted:
        raise InputError(
            expected="a known symbol",
            found=str(request.symbol),
            where="symbol",
            mend=f"to add it, write it into {home.instruments}",
        )
    rows = [_row(each) for each in wanted]
    for start in range(0, len(rows), _ROWS_A_MESSAGE):
        yield InstrumentsPart(instruments=rows[start : start + _ROWS_A_MESSAGE])


def _row(listed: ListedInstrument) -> InstrumentRow:
    item, said, terms = listed.instrument, listed.terms, terms_of_listed(listed)
    paid, swap, by_ppm = said.commission, said.swap, terms.margin.type == "ppm"
    return InstrumentRow(
        symbol=item.symbol,
        name=item.name,
        kind=listed.kind,
        session=listed.session,
        digits=item.digits,
        volume_digits=item.volume_digits,
        base=listed.base,
        quote=listed.quote,
        lot=int(said.lot.scaleb(item.volume_digits)),
        quantity_step=terms.quantity_step,
        quantity_min=terms.quantity_min,
        quantity_max=terms.quantity_max,
        tick_size=terms.tick_size,
        leverage=None if by_ppm else terms.margin.value,
        margin_ppm=terms.margin.value if by_ppm else None,
        commission_per=paid.per if paid else "none",
        commission_rate=f"{paid.rate:f}" if paid else _NOTHING,
        commission_min=f"{paid.minimum:f}" if paid else _NOTHING,
        commission_currency=(paid.currency or listed.quote) if paid else None,
        swap_unit=swap.unit if swap else "none",
        swap_long=f"{swap.long:f}" if swap else _NOTHING,
        swap_short=f"{swap.short:f}" if swap else _NOTHING,
        swap_triple=terms.swap.triple,
    )
