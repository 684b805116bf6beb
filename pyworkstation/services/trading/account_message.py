"""The account as clients see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from pyworkstation.protocol.messages import Account

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import TradingState
    from pyworkstation.services.trading.equity_series import Stand
    from pyworkstation.services.trading.paper_account import PaperAccount


class Money(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """As the exchange tells it, in minor units."""

    balance: int
    deposits: int
    equity: int | None
    unrealised: int | None
    margin: int | None
    free_margin: int | None
    is_margin_called: bool
    open_orders: int
    open_positions: int
    sequence: int


_decoder = msgspec.json.Decoder(Money)


def money_of(account: PaperAccount) -> Money:
    """What it holds now."""
    return _decoder.decode(account.exchange.account())


def account_message(
    account: PaperAccount,
    stand: Stand,
    *,
    history: int,
    now_us: int | None,
    looking_back: bool,
    trading_state: TradingState,
) -> Account:
    """Its terms and its money."""
    money, terms = money_of(account), account.terms
    currency = terms.exchange.currency
    return Account(
        name=terms.name,
        currency=currency.code,
        currency_digits=currency.digits,
        mode=terms.exchange.mode,
        profile=terms.profile,
        seed=terms.exchange.seed,
        history=history,
        # A deposit before all times of the market is no market.
        now_us=now_us or None,
        peak_equity=stand.peak,
        drawdown=stand.drawdown,
        looking_back=looking_back,
        trading_state=trading_state,
        **msgspec.structs.asdict(money),
    )
