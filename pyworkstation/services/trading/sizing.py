"""The size of an order, from what the account, the instrument and the market say."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import InputError
from pyworkstation.domain.sizing import OrderSteps, kelly_share, risked, volatility_points
from pyworkstation.protocol.messages import PositionSize
from pyworkstation.services.trading.account_message import money_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyworkstation.protocol.messages import RoundTrip, SizePosition
    from pyworkstation.services.trading.conversions import Rate
    from pyworkstation.services.trading.paper_account import PaperAccount
    from pyworkstation.services.trading.terms import Currency, InstrumentTerms

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Facts:
    """What a size is reckoned from. Money is minor units of the account, `rate_of` what a unit of a currency costs in it."""

    terms: InstrumentTerms
    lot: Decimal
    price: int
    equity: int
    free_margin: int
    currency: Currency
    rate_of: Callable[[Currency], Fraction]
    closed: Callable[[], Sequence[RoundTrip]]

    def minor_of(self, points: Fraction) -> Fraction:
        """Points of one smallest unit, in minor units of the account."""
        scale = Fraction(10) ** (self.currency.digits - self.terms.digits - self.terms.volume_digits)
        return points * scale * self.rate_of(self.terms.quote)


def sizing_facts(
    request: SizePosition,
    account: PaperAccount,
    *,
    terms: InstrumentTerms,
    lot: Decimal,
    quote: tuple[int, int] | None,
    now_us: int | None,
) -> Facts:
    """As they stand. Raises InputError when there is neither a price nor a quote."""
    currency, money = account.terms.exchange.currency, money_of(account)

    def rate_of(other: Currency) -> Fraction:
        if other.code == currency.code:
            return Fraction(1)
        rate = account.rate_at(other.code, now_us or account.exchange.now_us or 0)
        if rate is None:
            raise InputError(
                expected=f"stored ticks of a rate between {other.code} and {currency.code}",
                found="none",
                where="size_position",
            )
        return _fraction(rate)

    return Facts(
        terms=terms,
        lot=lot,
        price=_price(request, quote),
        equity=money.balance if money.equity is None else money.equity,
        free_margin=money.free_margin or 0,
        currency=currency,
        rate_of=rate_of,
        closed=account.round_trips,
    )


def _price(request: SizePosition, quote: tuple[int, int] | None) -> int:
    if request.price is not None:
        return request.price
    if quote is None:
        raise InputError(
            expected=f"a price, or a quote of {request.symbol}", found="neither", where="size_position"
        )
    bid, ask = quote
    return ask if request.side == "buy" else bid


def position_size(request: SizePosition, facts: Facts) -> PositionSize:
    """Raises InputError for a question that says too little, or that has no answer."""
    stop = _stop(request, facts)
    loss = None if stop is None else _loss_of_one(facts, stop)
    share = _share(request, facts)
    quantity = _steps(facts).whole(_units(request, facts, loss, share))
    value = facts.minor_of(Fraction(abs(facts.price))) * quantity
    margin = _rounded_up(value * _margin_part(facts))
    return PositionSize(
        symbol=request.symbol,
        side=request.side,
        quantity=quantity,
        lots=_lots(quantity, facts),
        volume_digits=facts.terms.volume_digits,
        digits=facts.terms.digits,
        price=facts.price,
        stop=stop,
        share_ppm=None if share is None else int(share * _MILLION),
        equity=facts.equity,
        risk=None if loss is None else _rounded_up(loss * quantity),
        value=round(value),
        margin=margin,
        is_affordable=margin <= facts.free_margin,
        currency=facts.currency.code,
        currency_digits=facts.currency.digits,
    )


def _units(
    request: SizePosition, facts: Facts, loss_of_one: Fraction | None, share: Fraction | None
) -> Fraction:
    if share is None:
        if request.quantity is None:
            raise _unsaid("quantity", "of a fixed size")
        return Fraction(request.quantity)
    if loss_of_one is None:
        raise _unsaid("stop, distance_points or atr_millipoints", "to know what one unit loses")
    return risked(equity=Fraction(facts.equity), share=share, loss_of_one=loss_of_one)


def _share(request: SizePosition, facts: Facts) -> Fraction | None:
    """Of the equity, to be risked."""
    if request.method == "fixed":
        return None
    if request.method == "kelly":
        part = Fraction(_MILLION if request.share_ppm is None else request.share_ppm, _MILLION)
        return part * _kelly(request, facts)
    if request.share_ppm is None:
        raise _unsaid("share_ppm", "of the equity")
    return Fraction(request.share_ppm, _MILLION)


def _kelly(request: SizePosition, facts: Facts) -> Fraction:
    if request.win_ppm is not None and request.payoff_ppm is not None:
        win, payoff = Fraction(request.win_ppm, _MILLION), Fraction(request.payoff_ppm, _MILLION)
        return kelly_share(win=win, payoff=payoff)
    nets = [each.net for each in facts.closed()]
    wins, losses = [net for net in nets if net > 0], [-net for net in nets if net < 0]
    if not wins or not losses:
        raise InputError(
            expected="closed positions that won, and such that lost",
            found=f"{len(wins)} and {len(losses)}",
            where="kelly",
            mend="say the chance of a gain, and the average gain over the average loss",
        )
    payoff = Fraction(sum(wins), len(wins)) / Fraction(sum(losses), len(losses))
    return kelly_share(win=Fraction(len(wins), len(wins) + len(losses)), payoff=payoff)


def _stop(request: SizePosition, facts: Facts) -> int | None:
    away = 1 if request.side == "sell" else -1
    if request.stop is not None:
        if (request.stop - facts.price) * away <= 0:
            raise InputError(
                expected=f"a stop {'above' if away > 0 else 'below'} the price of {facts.price} points",
                found=f"{request.stop}",
                where="stop",
            )
        return request.stop
    distance = _distance(request)
    return None if distance is None else facts.price + away * distance


def _distance(request: SizePosition) -> int | None:
    if request.distance_points is not None:
        return max(request.distance_points, 1)
    if request.atr_millipoints is None:
        return None
    multiple = Fraction(request.atr_multiple_thousandths, 1000)
    return volatility_points(atr_points=Fraction(request.atr_millipoints, 1000), multiple=multiple)


def _loss_of_one(facts: Facts, stop: int) -> Fraction:
    """Of one smallest unit from the price to the stop, with the commission of both sides."""
    moved = facts.minor_of(Fraction(abs(facts.price - stop)))
    return moved + _commission(facts, facts.price) + _commission(facts, stop)


def _commission(facts: Facts, price: int) -> Fraction:
    """Of one smallest unit on one side; a least one is for all of an order, and not counted."""
    commission, paid_in = facts.terms.commission, facts.terms.commission_currency or facts.currency
    if commission.type == "of_notional":
        return facts.minor_of(Fraction(abs(price))) * Fraction(commission.ppb, 1_000_000_000)
    if commission.type == "free":
        return Fraction(0)
    scale = Fraction(10) ** (facts.currency.digits - paid_in.digits)
    return Fraction(commission.minor, commission.lot) * scale * facts.rate_of(paid_in)


def _steps(facts: Facts) -> OrderSteps:
    terms = facts.terms
    return OrderSteps(step=terms.quantity_step, least=terms.quantity_min, most=terms.quantity_max)


def _margin_part(facts: Facts) -> Fraction:
    margin = facts.terms.margin
    if margin.type == "ppm":
        return Fraction(margin.value, _MILLION)
    return Fraction(1, margin.value) if margin.value else Fraction(0)


def _lots(quantity: int, facts: Facts) -> str:
    lots = Decimal(quantity).scaleb(-facts.terms.volume_digits) / facts.lot
    return f"{lots.normalize():f}"


def _rounded_up(amount: Fraction) -> int:
    return math.ceil(amount)


def _fraction(rate: Rate) -> Fraction:
    """Units for one."""
    quoted = Fraction(rate.points, 10**rate.digits)
    return 1 / quoted if rate.is_inverse else quoted


def _unsaid(field: str, words: str) -> InputError:
    return InputError(expected=f"{field}, {words}", found="none", where="size_position")
