"""The whole life of secrets in a real Secret Service: gnome-keyring-daemon on a D-Bus session of its own, in a home of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAMS = ("dbus-run-session", "gnome-keyring-daemon")

needs_secret_service = pytest.mark.skipif(
    sys.platform != "linux" or not all(map(shutil.which, PROGRAMS)),
    reason="needs dbus-run-session and gnome-keyring-daemon (Debian: dbus, gnome-keyring)",
)
pytestmark = needs_secret_service

KEY = "0123456789abcdefghijklmnopqrstuv"
PEM = "-----BEGIN PRIVATE KEY-----\n" + "QUJDREVG\n" * 350 + "-----END PRIVATE KEY-----\n"

STEPS = """
import json, subprocess, sys
def run(*words, given=""):
    done = subprocess.run([sys.executable, "-m", "pyworkstation", *words], input=given, capture_output=True, text=True)
    print(json.dumps([done.returncode, done.stdout, done.stderr]), flush=True)
key, pem = json.loads(sys.stdin.readline())
run("credentials", "set", "fred-api-key", given=key + "\\n")
run("credentials", "set", "interactive-brokers-signing-key", given=pem)
run("credentials", "get", "fred-api-key", "--show")
run("credentials", "get", "interactive-brokers-signing-key", "--show")
run("credentials", "set", "interactive-brokers-user", given="anna")
run("credentials", "rotate", "interactive-brokers-user", given="bert")
run("credentials", "get", "interactive-brokers-user", "--show")
run("credentials", "rotate", "interactive-brokers-user", "--accept")
run("credentials", "get", "interactive-brokers-user", "--show")
run("credentials", "list", "--json")
run("credentials", "delete", "fred-api-key")
run("credentials", "get", "fred-api-key")
run("audit", "verify")
"""


def environment(tmp_path: Path) -> dict[str, str]:
    """No display, so that nobody is asked; nothing of the user's own keyring."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DBUS", "DISPLAY", "WAYLAND", "PYTHON_KEYRING"))
    }
    for name in ("home", "data", "run"):
        (tmp_path / name).mkdir(mode=0o700)
    return kept | {
        "HOME": str(tmp_path / "home"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_RUNTIME_DIR": str(tmp_path / "run"),
        "PYWORKSTATION_HOME": str(tmp_path / "workstation"),
        "PYWORKSTATION_ENV": "production",
    }


def in_session(script: str, tmp_path: Path, given: str = "") -> list[tuple[int, str, str]]:
    """What each command of a script did: exit code, stdout, stderr. The script is a shell's."""
    done = subprocess.run(
        [shutil.which("dbus-run-session") or "", "--", "sh", "-c", script],
        input=given,
        capture_output=True,
        text=True,
        env=environment(tmp_path),
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [tuple(json.loads(line)) for line in done.stdout.splitlines() if line.startswith("[")]


def python(steps: str) -> str:
    return f"exec {sys.executable} -c '{steps}'"


UNLOCKED = "printf secret | gnome-keyring-daemon --unlock --components=secrets >/dev/null; "


def test_secrets_live_their_whole_life_in_the_secret_service(tmp_path: Path) -> None:
    done = in_session(UNLOCKED + python(STEPS), tmp_path, json.dumps([KEY, PEM]) + "\n")
    outputs = [output for _, output, _ in done]
    assert [(code, errors) for code, _, errors in done[:11]] == [(0, "")] * 11
    assert outputs[0] == "fred-api-key is in the Secret Service\n"
    assert outputs[2:4] == [f"{KEY}\n", f"{PEM.removesuffix(chr(10))}\n"]
    assert outputs[6] == "anna\n"
    assert outputs[8] == "bert\n"
    assert {row["name"]: row["condition"] for row in json.loads(outputs[9])} == {
        "fred-api-key": "good",
        "interactive-brokers-user": "good",
        "interactive-brokers-password": "missing",
        "interactive-brokers-signing-key": "good",
    }
    assert done[11][0] == 1
    assert done[12][1].startswith("whole: ")
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [
        path for path in files if KEY.encode() in path.read_bytes() or b"QUJDREVG" in path.read_bytes()
    ]


ONE = """
import json, subprocess, sys
done = subprocess.run([sys.executable, "-m", "pyworkstation", "credentials", "set", "fred-api-key"], input=sys.stdin.readline(), capture_output=True, text=True)
print(json.dumps([done.returncode, done.stdout, done.stderr]))
"""


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (
            "export DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere; ",
            "Nothing was stored",
        ),
        ("", "Secret Service: it did not answer"),
        (
            "export PYTHON_KEYRING_BACKEND=keyring.backends.null.Keyring; ",
            "keyring.backends.null.Keyring would not keep",
        ),
        ("gnome-keyring-daemon --start --components=secrets >/dev/null; ", "Secret Service: it "),
    ],
    ids=["no bus", "nobody to unlock it", "null", "locked"],
)
def test_without_a_vault_or_with_a_locked_one_nothing_is_stored(
    tmp_path: Path, before: str, words: str
) -> None:
    [(code, output, errors)] = in_session(before + python(ONE), tmp_path, f"{KEY}\n")
    assert (code, output) == (3, "")
    assert errors.count("\n") == 1
    assert words in errors
    assert KEY not in errors
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()]


ASKS = """
import json
from pyworkstation.adapters.vault.system_vault import open_system_vault
print(json.dumps([0, str(open_system_vault().would_ask()), ""]))
"""


@pytest.mark.parametrize(
    ("before", "asks"),
    [(UNLOCKED, "False"), ("gnome-keyring-daemon --start --components=secrets >/dev/null; ", "True")],
    ids=["unlocked", "locked"],
)
def test_whether_the_user_would_be_asked_is_known_without_asking(
    tmp_path: Path, before: str, asks: str
) -> None:
    assert in_session(before + python(ASKS), tmp_path) == [(0, asks, "")]
