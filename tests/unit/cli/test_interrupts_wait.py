from __future__ import annotations

import signal

import pytest

from pyworkstation.cli.interrupts_wait import interrupts_wait
from pyworkstation.cli.stop_signals import handled_signals, stop_signals_interrupt

SIGNALS = [signal.SIGINT, *handled_signals()]


@pytest.mark.parametrize("number", SIGNALS, ids=str)
def test_a_signal_takes_effect_at_the_end_of_the_block(number: int) -> None:
    done = []

    def load() -> None:
        with interrupts_wait():
            signal.raise_signal(number)
            done.append("loaded")
        done.append("not reached")

    with stop_signals_interrupt() as came, pytest.raises(KeyboardInterrupt):
        load()
    assert done == ["loaded"]
    assert came == ([] if number == signal.SIGINT else [number])


def test_without_a_signal_all_is_as_it_was() -> None:
    before = [signal.getsignal(number) for number in SIGNALS]
    with interrupts_wait():
        pass
    assert [signal.getsignal(number) for number in SIGNALS] == before


def test_what_was_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with interrupts_wait():
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)


def test_an_error_of_the_block_is_not_hidden() -> None:
    with pytest.raises(ValueError, match="mine"), interrupts_wait():
        raise ValueError("mine")
