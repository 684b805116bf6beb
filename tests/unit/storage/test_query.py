from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pyworkstation.domain.asker import Asker, AskerGoneError
from pyworkstation.domain.errors import InputError
from pyworkstation.domain.home import Home
from pyworkstation.storage.database import Store, open_store
from pyworkstation.storage.query import Cell, read_rows
from tests.stores import SMALL, open_at, store_rows, stored_rows

ENDLESS = "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range * b.range = 7"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_at(tmp_path_factory.mktemp("home")) as store:
        store_rows(store, "f", [(1_549_238_400_994_000, 114_543, 114_545, 2_060_000, 1_000_000)])
        yield store


def answer(store: Store, sql: str) -> tuple[list[str], list[list[Cell]]]:
    pieces = list(read_rows(store, sql, Asker()))
    return pieces[0].columns, [row for piece in pieces for row in piece.rows]


@pytest.mark.parametrize(
    ("sql", "columns", "rows"),
    [
        ("SELECT 1 AS a, 'x' AS a, NULL AS b", ["a", "a", "b"], [[1, "x", None]]),
        ("SELECT ts, bid, ask FROM ticks", ["ts", "bid", "ask"],
         [["2019-02-04T00:00:00.994Z", "1.14543", "1.14545"]]),
        ("SELECT true AS a, 0.5::DOUBLE AS b, 7::TINYINT AS c", ["a", "b", "c"], [[True, 0.5, 7]]),
        ("SELECT 'nan'::FLOAT AS a, '-inf'::DOUBLE AS b", ["a", "b"], [["nan", "-inf"]]),
        ("SELECT sum(i) AS s FROM range(10) t(i)", ["s"], [[45]]),
        ("SELECT 9223372036854775807 AS a, 9223372036854775808 AS b", ["a", "b"],
         [[9223372036854775807, "9223372036854775808"]]),
        ("SELECT DATE '2020-01-31' AS d, [1, 2] AS l, 1.50 AS n", ["d", "l", "n"], [["2020-01-31", "[1, 2]", "1.5"]]),
        ("SELECT TIMESTAMPTZ '2020-01-01 02:00+02' AS t", ["t"], [["2020-01-01T00:00:00Z"]]),
        ("SELECT TIMESTAMP '2020-01-01 02:00:00.25' AS t, TIMESTAMP '2020-01-01 02:00:00.000007' AS u, "
         "TIMESTAMP 'infinity' AS i, NULL::TIMESTAMP AS n", ["t", "u", "i", "n"],
         [["2020-01-01T02:00:00.250Z", "2020-01-01T02:00:00.000007Z", "infinity", None]]),
        ("SELECT 100::DECIMAL(5, 0) AS a, 100.00 AS b, -0.10 AS c, 0.00 AS d", ["a", "b", "c", "d"],
         [["100", "100", "-0.1", "0"]]),
        ("SELECT 1 AS a WHERE false", ["a"], []),
        ("SELECT i FROM range(3) t(i) ORDER BY i DESC", ["i"], [[2], [1], [0]]),
        ("  SELECT ';' AS a ; -- a comment; with semicolons", ["a"], [[";"]]),
        ("SELECT 'ä;ö' AS a;", ["a"], [["ä;ö"]]),
        ("SELECT 1 AS a /* ; */ ; /* y */", ["a"], [[1]]),
        ("WITH x AS (SELECT 2 AS a) FROM x", ["a"], [[2]]),
        ("VALUES (1), (2)", ["col0"], [[1], [2]]),
        ("SELECT name FROM (SHOW TABLES) WHERE name LIKE 'tick%'", ["name"], [["tick_hours"], ["tick_store"], ["ticks"]]),
    ],
)  # fmt: skip
def test_what_a_query_answers(filled: Store, sql: str, columns: list[str], rows: list[list[Cell]]) -> None:
    assert answer(filled, sql) == (columns, rows)


@pytest.mark.parametrize(
    "sql", ["DESCRIBE ticks", "SUMMARIZE ticks", "EXPLAIN SELECT 1", "EXPLAIN ANALYZE SELECT 1"]
)
def test_looking_around_is_reading(filled: Store, sql: str) -> None:
    assert answer(filled, sql)[1]


def test_many_rows_come_in_pieces_and_in_order(filled: Store) -> None:
    pieces = list(read_rows(filled, "SELECT i FROM range(300000) t(i)", Asker()))
    assert len(pieces) > 1
    assert [row[0] for piece in pieces for row in piece.rows] == list(range(300_000))


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("", "expected one SQL statement, found 0"),
        ("SELECT 1; SELECT 2", "expected one SQL statement, found 2"),
        ("SELEC 1", 'syntax error at or near "SELEC"'),
        ("SELECT nope FROM ticks", "nope"),
        ("SELECT * FROM nowhere", "Table with name nowhere does not exist"),
        ("SELECT CAST('x' AS INTEGER)", "Could not convert string 'x'"),
        ("SELECT error('my\nown')", "my"),
        ("DELETE FROM tick_store", "found DELETE"),
        ("INSERT INTO imports SELECT * FROM imports", "found INSERT"),
        ("CREATE TABLE x (a INTEGER)", "found CREATE"),
        ("DROP TABLE tick_store", "found DROP"),
        ("ATTACH 'x.duckdb'", "found ATTACH"),
        ("SET threads = 1", "found SET"),
        ("PRAGMA database_list", "found PRAGMA"),
        ("COPY (SELECT 1) TO 'x.csv'", "found COPY"),
        ("EXPLAIN ANALYZE COPY (SELECT 1) TO 'x.csv'", "found COPY"),
        ("EXPLAIN ANALYZE DELETE FROM tick_store", "found DELETE"),
        ("WITH gone AS (DELETE FROM tick_store RETURNING *) FROM gone", ""),
        ("SELECT * FROM filled", "Table with name filled does not exist"),
    ],
)
def test_what_is_no_reading_query_is_refused(
    filled: Store, sql: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as refusal:
        answer(filled, sql)
    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert list(tmp_path.iterdir()) == []
    assert len(stored_rows(filled)) == 1


def test_a_query_that_is_left_half_way_lets_go(filled: Store) -> None:
    pieces = read_rows(filled, "SELECT i FROM range(300000) t(i)", Asker())
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert answer(filled, "SELECT 1 AS a") == (["a"], [[1]])


def test_a_query_without_end_is_given_up_and_leaves_the_store_usable(tmp_path: Path) -> None:
    with open_store(Home(tmp_path), replace(SMALL, query_limit_s=1)) as store:
        with pytest.raises(InputError, match="expected a query that ends within 1 s"):
            answer(store, ENDLESS)
        assert answer(store, "SELECT 1 AS a") == (["a"], [[1]])


# Before it begins, while DuckDB looks at the statement, and in its midst.
@pytest.mark.parametrize("after_s", [0, 0.001, 0.2])
def test_a_query_whose_asker_leaves_is_given_up_at_once(filled: Store, after_s: float) -> None:
    asker = Asker()
    leaving = threading.Timer(after_s, asker.leave)
    leaving.start()
    with pytest.raises(AskerGoneError):
        list(read_rows(filled, ENDLESS, asker))
    leaving.join()
    assert answer(filled, "SELECT 1 AS a") == (["a"], [[1]])
