from __future__ import annotations

from pathlib import Path

import pytest

from pyworkstation.domain.errors import EnvironmentFailure, InputError
from pyworkstation.protocol.messages import AlertTerms
from pyworkstation.services.alerts.alert_book import KEPT, AlertBook, Firing

TERMS = AlertTerms(symbol="EURUSD", kind="price", level=108_500.0)
AGAIN = AlertTerms(symbol="EURUSD", kind="price", level=108_500.0, again=True)


def _book(folder: Path) -> AlertBook:
    return AlertBook(folder / "alerts.json", now_us=lambda: 7)


def test_what_is_set_and_fired_is_there_after_a_restart(tmp_path: Path) -> None:
    book = _book(tmp_path)
    assert [book.set(terms, alert_id=None).id for terms in (TERMS, AGAIN)] == [1, 2]
    for alert_id in (1, 2):
        book.fire([Firing(alert_id, 5, 108_501.0, "there")])
    told = _book(tmp_path).listing()
    assert told == book.listing()
    assert [(alert.id, alert.armed, alert.fired) for alert in told.alerts] == [(1, False, 1), (2, True, 1)]
    assert [(each.number, each.id, each.at_us, each.told_us) for each in told.fired] == [
        (1, 1, 5, 7),
        (2, 2, 5, 7),
    ]


def test_one_that_has_fired_fires_no_more_until_it_is_set_again(tmp_path: Path) -> None:
    book = _book(tmp_path)
    book.set(TERMS, alert_id=None)
    assert book.fire([Firing(1, 5, 1.0, "")])
    assert book.fire([Firing(1, 6, 1.0, "")]) == []
    book.set(TERMS, alert_id=1)
    (fired,) = book.fire([Firing(1, 6, 1.0, ""), Firing(1, 7, 1.0, "")])
    assert (fired.number, fired.at_us) == (2, 6)


def test_numbers_go_on_and_the_newest_are_kept(tmp_path: Path) -> None:
    book = _book(tmp_path)
    book.set(AGAIN, alert_id=None)
    book.fire(Firing(1, at_us, 0.0, "") for at_us in range(KEPT + 5))
    told = book.listing()
    assert (len(told.fired), told.fired[0].number, told.last) == (KEPT, 6, KEPT + 5)
    assert [each.number for each in book.listing(KEPT + 3).fired] == [KEPT + 4, KEPT + 5]


def test_ids_are_not_used_again(tmp_path: Path) -> None:
    book = _book(tmp_path)
    book.set(TERMS, alert_id=None)
    book.delete(1)
    assert _book(tmp_path).set(TERMS, alert_id=None).id == 2


def test_too_many_and_unknown_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pyworkstation.services.alerts.alert_book.MOST_ALERTS", 3)
    book = _book(tmp_path)
    for _ in range(3):
        book.set(TERMS, alert_id=None)
    with pytest.raises(InputError, match="at most 3 alerts"):
        book.set(TERMS, alert_id=None)
    with pytest.raises(InputError, match="the number of an alert"):
        book.delete(999)
    with pytest.raises(InputError, match="the number of an alert"):
        book.set(TERMS, alert_id=999)


@pytest.mark.parametrize("content", [b"", b"{", b'{"version": 2}', b'{"alerts": 5}', b"\xff"])
def test_a_file_that_is_none_of_ours_is_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "alerts.json").write_bytes(content)
    with pytest.raises(EnvironmentFailure, match="move the file away"):
        _book(tmp_path)
    assert (tmp_path / "alerts.json").read_bytes() == content
