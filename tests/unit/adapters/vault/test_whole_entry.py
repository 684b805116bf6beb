import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworkstation.adapters.vault.whole_entry import (
    Kept,
    delete_entry,
    read_entry,
    split,
    utf16_units,
    write_entry,
)
from pyworkstation.domain.errors import EnvironmentFailure
from tests.memory_vault import MemoryVault

LENGTHS = [0, 1, 899, 900, 901, 1_199, 1_200, 1_201, 1_280, 1_281, 2_400, 2_401, 16_384]
VALUES = st.one_of(
    st.text(max_size=40),
    st.integers(0, 4_000).map(lambda length: "ab" * length),
    st.integers(0, 2_000).map(lambda length: "\N{PILE OF POO}" * length),
    st.integers(0, 1_300).map(lambda length: "\x01" * length),
)


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("character", ["x", "\N{PILE OF POO}", '"', "\x00"])
def test_a_value_of_any_length_comes_back(length: int, character: str) -> None:
    vault = MemoryVault()
    write_entry(vault, "name", Kept(character * length, 7))
    assert read_entry(vault, "name") == Kept(character * length, 7)


@given(VALUES)
def test_no_piece_is_longer_than_windows_takes_and_no_character_is_parted(value: str) -> None:
    pieces = split(value)
    assert "".join(pieces) == value
    assert all(utf16_units(piece) <= 1_200 for piece in pieces)


@given(old=VALUES, new=VALUES, steps=st.integers(0, 12))
def test_whoever_is_stopped_half_way_leaves_the_old_value_or_the_new_one(
    old: str, new: str, steps: int
) -> None:
    vault = MemoryVault()
    write_entry(vault, "name", Kept(old, 1))
    vault.fails_after = steps
    try:
        write_entry(vault, "name", Kept(new, 2))
        expected = Kept(new, 2)
    except EnvironmentFailure:
        expected = Kept(old, 1)
    vault.fails_after = None
    assert read_entry(vault, "name") == expected


@given(old=VALUES, new=VALUES)
def test_what_is_replaced_and_deleted_leaves_nothing_behind(old: str, new: str) -> None:
    vault = MemoryVault()
    write_entry(vault, "name", Kept(old, 1))
    write_entry(vault, "name", Kept(new, 2))
    assert delete_entry(vault, "name")
    assert vault.entries == {}
    assert not delete_entry(vault, "name")


@pytest.mark.parametrize(
    "damage",
    [
        lambda entries: entries.popitem(),
        lambda entries: entries.update({max(entries, key=len): "another"}),
        lambda entries: entries.update({"name": "somebody else's"}),
        lambda entries: entries.update({"name": "[" * 1_000}),
        lambda entries: entries.update({"name": '{"set_us":1,"parts":-5,"mark":"x"}'}),
    ],
)
def test_an_entry_that_is_not_as_it_was_written_is_refused(damage: object) -> None:
    vault = MemoryVault()
    write_entry(vault, "name", Kept("k" * 3_000, 1))
    head = vault.entries.pop("name")
    vault.entries = {"name": head, **vault.entries}
    assert callable(damage)
    damage(vault.entries)
    with pytest.raises(EnvironmentFailure, match="credentials set name") as told:
        read_entry(vault, "name")
    assert "kkk" not in str(told.value)
    write_entry(vault, "name", Kept("new", 2))
    assert read_entry(vault, "name") == Kept("new", 2)


def test_what_was_kept_does_not_show_in_a_trace() -> None:
    assert "hunter2" not in repr(Kept("hunter2", 1))
