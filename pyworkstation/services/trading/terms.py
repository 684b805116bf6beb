"""What an account and an instrument are to the exchange: as JSON to it, and in the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from pyworkstation.domain.currency import currency_digits
from pyworkstation.engine import fill_profile
from pyworkstation.storage.instruments import quote_currency

if TYPE_CHECKING:
    from pyworkstation.domain.home import Home
    from pyworkstation.domain.instrument import Instrument
    from pyworkstation.protocol.messages import OpenAccount


class Currency(msgspec.Struct, frozen=True, kw_only=True):
    """`USD` with 2 digits counts cents."""

    code: str
    digits: int


class FillModel(msgspec.Struct, frozen=True, kw_only=True):
    """How kind the simulated market is; chances in millionths. See `docs/simulated-exchange.md`."""

    slip_chance: int
    slip_points_max: int
    touch_chance: int
    reject_chance: int
    is_bound_by_volume: bool
    order_latency_us: int
    modify_latency_us: int
    cancel_latency_us: int
    quote_latency_us: int


class MarginLevels(msgspec.Struct, frozen=True, kw_only=True):
    """At which equity, in percent of the margin in use, the trader is warned, and closed out."""

    call_percent: int
    stop_percent: int


class ExchangeTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What the exchange needs to know of the account."""

    currency: Currency
    mode: Literal["netting", "hedging"]
    model: FillModel
    margin: MarginLevels | None
    seed: int


class AccountTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What the journal has of an account's opening."""

    name: str
    profile: Literal["perfect", "realistic", "worst"]
    exchange: ExchangeTerms


class Commission(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing (`free`), parts per billion of the notional (`of_notional`), or minor units for each lot (`per_lot`)."""

    type: Literal["free", "of_notional", "per_lot"] = "free"
    ppb: int = 0
    minor: int = 0
    lot: int = 1


class Swap(msgspec.Struct, frozen=True, kw_only=True):
    """Thousandths of a point for each unit and night, paid if positive; the weekday that counts three times, Monday 0."""

    long_millipoints: int = 0
    short_millipoints: int = 0
    triple: int = 2


class InstrumentTerms(msgspec.Struct, frozen=True, kw_only=True):
    """How an instrument trades."""

    digits: int
    volume_digits: int
    quote: Currency
    tick_size: int = 1
    quantity_min: int = 1
    quantity_max: int = 10_000_000_000_000
    quantity_step: int = 1
    leverage: int = 30
    commission: Commission = Commission()
    swap: Swap = Swap()


def account_terms(request: OpenAccount) -> AccountTerms:
    """The terms of an account that is asked for: a profile's numbers, with latencies of its own where it says so."""
    model = msgspec.json.decode(fill_profile(request.profile), type=FillModel)
    if request.latency_us is not None:
        late = request.latency_us
        model = msgspec.structs.replace(
            model, order_latency_us=late, modify_latency_us=late, cancel_latency_us=late
        )
    if request.quote_latency_us is not None:
        model = msgspec.structs.replace(model, quote_latency_us=request.quote_latency_us)
    levels = MarginLevels(call_percent=request.margin_call_percent, stop_percent=request.stop_out_percent)
    exchange = ExchangeTerms(
        currency=Currency(code=request.currency, digits=currency_digits(request.currency)),
        mode=request.mode,
        model=model,
        margin=levels if levels.call_percent or levels.stop_percent else None,
        seed=request.seed,
    )
    return AccountTerms(name=request.name, profile=request.profile, exchange=exchange)


def instrument_terms(home: Home, instrument: Instrument) -> InstrumentTerms:
    """How an instrument trades today. Raises InputError when nobody has said in which currency its prices are."""
    code = quote_currency(home, instrument.symbol)
    return InstrumentTerms(
        digits=instrument.digits,
        volume_digits=instrument.volume_digits,
        quote=Currency(code=code, digits=currency_digits(code)),
    )
