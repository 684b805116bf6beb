"""The hand-reckoned cases of the simulated exchange, reckoned once more: in decimals, from their text alone, without the engine.

Of each fill its price must be that of a quote that stood then, on its side, with the slippage that the case states; money, positions,
equity, margin and swaps must follow from the fills. What the engine does with the cases `exchange_cases.rs` tests.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

CASES = Path(__file__).parents[2] / "engine-rs" / "core" / "tests" / "exchange_cases.txt"
LEVERAGE = Decimal(30)
_BUYS = {"buy": 1, "sell": -1}


class Case(NamedTuple):
    name: str
    options: dict[str, str]
    lines: list[list[str]]


def _cases() -> list[Case]:
    found: list[Case] = []
    for line in CASES.read_text(encoding="utf-8").splitlines():
        words = line.split("#")[0].split()
        if words[:1] == ["case"]:
            options = dict(word.partition("=")[::2] for word in words[2:])
            found.append(Case(words[1], options, []))
        elif words:
            found[-1].lines.append(words)
    return found


def whole(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1), ROUND_HALF_EVEN)


class Terms:
    """What the options of a case say of the instrument and the account, in minor units of the account."""

    def __init__(self, options: dict[str, str]) -> None:
        self.options = options
        is_yen = "yen" in options
        self.minor_per_point = Decimal(1).scaleb(-3 if is_yen else 2 - 5)
        # Units of the account for one of the quote currency, in minor units: a yen has no smaller ones.
        self.rate = self._rate(options) * (100 if is_yen else 1)

    def _rate(self, options: dict[str, str]) -> Decimal:
        if "rate" in options:
            return quoted(options["rate"])
        return 1 / quoted(options["inverse"]) if "inverse" in options else Decimal(1)

    def home(self, points: Decimal) -> Decimal:
        """Of points times units: rounded in the quote currency, then in that of the account."""
        return whole(whole(points * self.minor_per_point) * self.rate)

    def fee(self, units: Decimal, points: Decimal) -> Decimal:
        options = self.options
        if "ppb" in options:
            return whole(whole(points * self.minor_per_point * Decimal(options["ppb"]) / 10**9) * self.rate)
        each, lot = map(Decimal, options.get("lot", "0/1").split("/"))
        return whole(whole(each * units / lot) * self.fee_rate)

    @property
    def fee_rate(self) -> Decimal:
        return quoted(self.options["fees"].partition("/")[2]) if "fees" in self.options else Decimal(1)

    @property
    def least(self) -> Decimal:
        return whole(Decimal(self.options.get("least", 0)) * self.fee_rate)

    def night(self, units: Decimal, cost: Decimal, nights: Decimal) -> Decimal:
        place = 0 if units > 0 else 1
        millipoints = Decimal(self.options.get("swap", "0/0").split("/")[place])
        interest = Decimal(self.options.get("interest", "0/0").split("/")[place])
        points = millipoints / 1000 * abs(units) + cost * interest / 10**6 / 360
        return self.home(points * nights)

    def margin(self, cost: Decimal) -> Decimal:
        part = Decimal(self.options["margin_ppm"]) / 10**6 if "margin_ppm" in self.options else 1 / LEVERAGE
        asked = (cost * part * self.minor_per_point).quantize(Decimal(1), ROUND_CEILING)
        return (asked * self.rate).quantize(Decimal(1), ROUND_CEILING)


def quoted(text: str) -> Decimal:
    points, digits = text.split("/")
    return Decimal(points).scaleb(-int(digits))


class Quote(NamedTuple):
    bid: Decimal
    ask: Decimal


class Reckoner:
    """Goes through the lines of a case and counts what it has held against them."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.terms = Terms(case.options)
        self.balance = Decimal(case.options.get("balance", "1_000_000").replace("_", ""))
        self.sides: dict[str, int] = {}
        self.limits: dict[str, Decimal] = {}
        self.units: defaultdict[str, Decimal] = defaultdict(Decimal)
        self.cost: defaultdict[str, Decimal] = defaultdict(Decimal)
        self.orders: defaultdict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 3)
        self.quotes: list[Quote] = []
        self.was_told = False
        self.held: Counter[str] = Counter()

    def run(self) -> Counter[str]:
        for words in self.case.lines:
            tell = getattr(self, f"_{words[0]}", None)
            if words[0] == "=":
                self.was_told = True
                getattr(self, f"_told_{words[1]}", lambda _: None)(words[2:])
            elif tell is not None:
                self._forget_old_quotes()
                tell(words[1:])
        return self.held

    def _forget_old_quotes(self) -> None:
        if self.was_told:
            self.quotes, self.was_told = self.quotes[-1:], False

    def _tick(self, words: list[str]) -> None:
        bid, ask = map(Decimal, words[1:3])
        if bid <= ask:
            self.quotes.append(Quote(bid, ask))

    def _place(self, words: list[str]) -> None:
        orders = " ".join(words).split(" place ")
        for name, side, _, *more in map(str.split, orders):
            said = dict(word.partition("=")[::2] for word in more)
            if name not in self.sides:
                self.sides[name] = _BUYS[side]
                self._limit(name, said.get("then", said.get("limit")))

    def _bracket(self, words: list[str]) -> None:
        name, side, quantity, _, profit, *kind = words
        self._place([name, side, quantity, *kind])
        for suffix, limit in (("-sl", None), ("-tp", profit)):
            self.sides[name + suffix] = -_BUYS[side]
            self._limit(name + suffix, limit)

    def _modify(self, words: list[str]) -> None:
        self._limit(words[0], dict(word.split("=") for word in words[1:]).get("price"))

    def _limit(self, name: str, price: str | None) -> None:
        if price is not None:
            self.limits[name] = Decimal(price)

    def _deposit(self, words: list[str]) -> None:
        if self.balance + Decimal(words[0]) >= 0:
            self.balance += Decimal(words[0])

    # --- what must have happened ---------------------------------------------------------------------------------

    def _told_filled(self, words: list[str]) -> None:
        name, quantity, _, price, effect, position, *rest = words
        money = dict(zip(rest[::2], map(Decimal, rest[1::2]), strict=True))
        is_opening = effect in {"Opens", "Adds"}
        side = self.sides[name] if is_opening else (-1 if self.units[position] > 0 else 1)
        units, at = Decimal(quantity), Decimal(price)
        self._check("price", at, among=self._prices(name, side))
        profit = self._book(position, units * side, at, is_opening=is_opening)
        self._check("pnl", money.get("pnl", Decimal(0)), among={profit})
        fee = self._fee(name, units, at)
        self._check("fee", money.get("fee", Decimal(0)), among={fee})
        self.balance += profit + fee
        self._check("closes", Decimal(self.units[position] == 0), among={Decimal(effect == "Closes")})

    def _prices(self, name: str, side: int) -> set[Decimal]:
        slip, limit = Decimal(self.case.options.get("slip", 0)), self.limits.get(name)
        prices = (quote.ask + slip if side > 0 else quote.bid - slip for quote in self.quotes)
        if limit is None:
            return set(prices)
        return {min(price, limit) if side > 0 else max(price, limit) for price in prices}

    def _book(self, position: str, units: Decimal, price: Decimal, *, is_opening: bool) -> Decimal:
        if is_opening:
            self.units[position] += units
            self.cost[position] += abs(units) * price
            return Decimal(0)
        part = whole(self.cost[position] * abs(units) / abs(self.units[position]))
        brought = (abs(units) * price - part) * (1 if self.units[position] > 0 else -1)
        self.units[position] += units
        self.cost[position] -= part
        return self.terms.home(brought)

    def _fee(self, name: str, units: Decimal, price: Decimal) -> Decimal:
        traded, points, paid = self.orders[name]
        if self.terms.least:
            traded, points = traded + units, points + units * price
            fee = max(self.terms.fee(traded, points), self.terms.least) - paid
        else:
            fee = self.terms.fee(units, units * price)
        self.orders[name] = [traded, points, paid + fee]
        return -fee

    def _told_swap(self, words: list[str]) -> None:
        [position] = [name for name, units in self.units.items() if units]
        amount = self.terms.night(self.units[position], self.cost[position], Decimal(words[0]))
        self._check("swap", Decimal(words[1]), among={amount})
        self.balance += amount

    def _told_margin_called(self, words: list[str]) -> None:
        self._check("called", Decimal(words[0]), among={self._equity_now(quote) for quote in self.quotes})
        self._check("margin", Decimal(words[1]), among={self._margin_now()})

    _told_margin_restored = _told_stopped_out = _told_margin_called

    # --- how things stand ------------------------------------------------------------------------------------------

    def _equity_now(self, quote: Quote) -> Decimal:
        points = sum(
            abs(units) * quote.bid - self.cost[name]
            if units > 0
            else self.cost[name] - abs(units) * quote.ask
            for name, units in self.units.items()
        )
        return self.balance + self.terms.home(Decimal(points))

    def _margin_now(self) -> Decimal:
        sides = [
            sum((self.cost[name] for name, units in self.units.items() if units * sign > 0), Decimal(0))
            for sign in (1, -1)
        ]
        return self.terms.margin(max(sides))

    def _balance(self, words: list[str]) -> None:
        self._check("balance", Decimal(words[0]), among={self.balance})

    def _equity(self, words: list[str]) -> None:
        self._check("equity", Decimal(words[0]), among={self._equity_now(self.quotes[-1])})

    def _margin(self, words: list[str]) -> None:
        self._check("margin", Decimal(words[0]), among={self._margin_now()})

    def _position(self, words: list[str]) -> None:
        self._check("units", Decimal(words[0]), among={sum(self.units.values(), Decimal(0))})
        self._check("cost", Decimal(words[1]), among={sum(self.cost.values(), Decimal(0))})

    def _check(self, what: str, said: Decimal, *, among: set[Decimal]) -> None:
        assert said in among, (
            f"{self.case.name}: {what}: the case says {said}, reckoned again it is {sorted(among)}"
        )
        self.held[what] += 1


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case.name)
def test_case_is_the_same_when_it_is_reckoned_again(case: Case) -> None:
    Reckoner(case).run()


def test_there_are_cases_of_everything_and_numbers_in_them() -> None:
    held: Counter[str] = Counter()
    for case in _cases():
        held += Reckoner(case).run()
    assert len(_cases()) >= 40
    least = {
        "price": 60,
        "pnl": 60,
        "fee": 60,
        "balance": 9,
        "equity": 5,
        "margin": 10,
        "swap": 7,
        "cost": 5,
    }
    assert {what: held[what] for what in least if held[what] < least[what]} == {}
