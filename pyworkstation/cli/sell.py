"""`pyworkstation sell`: as `buy`, on the other side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.cli import buy

if TYPE_CHECKING:
    import argparse

    from pyworkstation.cli.arguments import Commands


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    return buy.add_parser(commands, side="sell")
