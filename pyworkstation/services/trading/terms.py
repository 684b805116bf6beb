"""What an account and an instrument are to the exchange: as JSON to it, and in the journal."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

import msgspec

from pyworkstation.domain.currency import currency_digits
from pyworkstation.engine import fill_profile
from pyworkstation.storage.instruments import quote_currency, trading_terms

if TYPE_CHECKING:
    from pyworkstation.domain.home import Home
    from pyworkstation.domain.instrument import Instrument
    from pyworkstation.domain.trading_terms import TradingTerms
    from pyworkstation.protocol.messages import OpenAccount
    from pyworkstation.storage.instruments import ListedInstrument


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


class MarginRate(msgspec.Struct, frozen=True, kw_only=True):
    """The cost over a `leverage` (0 asks none), or so many millionths of it (`ppm`)."""

    type: Literal["leverage", "ppm"] = "leverage"
    value: int = 30


class Commission(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing (`free`), parts per billion of the notional (`of_notional`), or minor units for each lot (`per_lot`)."""

    type: Literal["free", "of_notional", "per_lot"] = "free"
    ppb: int = 0
    minor: int = 0
    lot: int = 1


class Swap(msgspec.Struct, frozen=True, kw_only=True):
    """For each night, paid if positive: thousandths of a point for each unit, and millionths of the cost a year.

    `triple` is the weekday that counts three times, Monday 0.
    """

    long_millipoints: int = 0
    short_millipoints: int = 0
    long_ppm: int = 0
    short_ppm: int = 0
    triple: int = 2


class InstrumentTerms(msgspec.Struct, frozen=True, kw_only=True):
    """How an instrument trades: the journal has it from when the instrument was listed, or its terms changed.

    Where an older journal says less, it means what the defaults are: no costs, a leverage of 30.
    """

    digits: int
    volume_digits: int
    base: Currency | None = None
    quote: Currency
    tick_size: int = 1
    quantity_min: int = 1
    quantity_max: int = 10_000_000_000_000
    quantity_step: int = 1
    margin: MarginRate = MarginRate()
    commission: Commission = Commission()
    commission_currency: Currency | None = None
    commission_min: int = 0
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
    """How an instrument trades today.

    Raises:
        InputError: when nobody has said in which currency its prices are, or what the files say has faults.
    """
    return _terms(instrument, trading_terms(home, instrument), quote_currency(home, instrument.symbol))


def terms_of_listed(listed: ListedInstrument) -> InstrumentTerms:
    """The same of one that is listed; what has no currency is told in dollars."""
    return _terms(listed.instrument, listed.terms, listed.quote or "USD")


def _terms(instrument: Instrument, said: TradingTerms, quote: str) -> InstrumentTerms:
    digits, volume_digits = instrument.digits, instrument.volume_digits
    usual = InstrumentTerms(digits=digits, volume_digits=volume_digits, quote=_currency(quote))
    paid_in = _currency(said.commission.currency or quote) if said.commission else None
    return msgspec.structs.replace(
        usual,
        base=None if said.base is None else _currency(said.base),
        tick_size=_scaled(said.price_step, digits, usual.tick_size),
        quantity_min=_scaled(said.quantity_min, volume_digits, usual.quantity_min),
        quantity_max=_scaled(said.quantity_max, volume_digits, usual.quantity_max),
        quantity_step=_scaled(said.quantity_step, volume_digits, usual.quantity_step),
        margin=_margin(said),
        commission=_commission(said, instrument, paid_in),
        commission_currency=paid_in,
        commission_min=_commission_min(said, paid_in),
        swap=_swap(said),
    )


def _currency(code: str) -> Currency:
    return Currency(code=code, digits=currency_digits(code))


def _scaled(value: Decimal | None, digits: int, otherwise: int) -> int:
    return otherwise if value is None else int(value.scaleb(digits))


def _margin(said: TradingTerms) -> MarginRate:
    if said.margin_percent is not None:
        return MarginRate(type="ppm", value=int(said.margin_percent * 10_000))
    return MarginRate() if said.leverage is None else MarginRate(value=said.leverage)


def _commission(said: TradingTerms, instrument: Instrument, paid_in: Currency | None) -> Commission:
    """Of a lot or a unit as minor units for as many smallest units of volume as make it a whole number."""
    if said.commission is None or paid_in is None:
        return Commission()
    if said.commission.per == "million":
        return Commission(type="of_notional", ppb=int(said.commission.rate * 1000))
    units = said.lot if said.commission.per == "lot" else Decimal(1)
    minor = said.commission.rate.scaleb(paid_in.digits)
    lot = units.scaleb(instrument.volume_digits)
    for_one = Fraction(minor) / Fraction(lot)
    return Commission(type="per_lot", minor=for_one.numerator, lot=for_one.denominator)


def _commission_min(said: TradingTerms, paid_in: Currency | None) -> int:
    if said.commission is None or paid_in is None:
        return 0
    return int(said.commission.minimum.scaleb(paid_in.digits))


def _swap(said: TradingTerms) -> Swap:
    if said.swap is None:
        return Swap()
    long, short, triple = said.swap.long, said.swap.short, said.swap.triple
    if said.swap.unit == "percent":
        return Swap(long_ppm=int(long * 10_000), short_ppm=int(short * 10_000), triple=triple)
    return Swap(long_millipoints=int(long * 1000), short_millipoints=int(short * 1000), triple=triple)
