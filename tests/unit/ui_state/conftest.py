"""The desktop's state needs no Qt, but the desktop's distribution: without it there is nothing to test here."""

from importlib.util import find_spec

if find_spec("pyworkstation_ui") is None:
    collect_ignore_glob = ["test_*.py"]
