"""A rotation against a real Secret Service and a server that stands for FRED, with `kill -9` in the middle of it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.integration.test_secret_service import UNLOCKED, in_session, needs_secret_service, python

OLD, NEW = "0123456789abcdefghijklmnopqrstuv", "vutsrqponmlkjihgfedcba9876543210"

STEPS = """
import http.server, json, pathlib, subprocess, sys, threading
old, new = json.loads(sys.stdin.readline())
statuses = [200, 503, 400, 200]
asked, may_answer = threading.Event(), threading.Event()
class Fred(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        asked.set()
        may_answer.wait(60)
        try:
            self.send_response(statuses.pop(0))
            self.end_headers()
            self.wfile.write(b"{}")
        except OSError:
            pass
    def log_message(self, *_):
        pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Fred)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
# The check is the product's own; only its address is another.
command = "import functools, sys; from pyworkstation.services.credentials import proof; " \\
    "proof.CHECKS[sys.argv[1]] = functools.partial(proof.fred_takes, address=sys.argv[2]); " \\
    "from pyworkstation.cli.main import main; sys.exit(main(sys.argv[3:]))"
address = f"http://127.0.0.1:{server.server_address[1]}/fred/releases"
def begin(*words):
    return subprocess.Popen([sys.executable, "-c", command, "fred-api-key", address, "credentials", *words],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
def run(*words, given=""):
    process = begin(*words)
    output, errors = process.communicate(given)
    print(json.dumps([process.returncode, output, errors]), flush=True)
run("set", "fred-api-key", given=old)
killed = begin("rotate", "fred-api-key")
killed.stdin.write(new)
killed.stdin.close()
assert asked.wait(60)
def has_one(file):
    try:
        text = file.read_text(errors="replace")
    except OSError:
        return False
    return old in text or new in text
lines = [file for file in pathlib.Path("/proc").glob("[0-9]*/cmdline") if has_one(file)]
print(json.dumps([len(lines), "", ""]), flush=True)
killed.kill()
killed.wait()
may_answer.set()
run("list", "--json")
for _ in range(3):
    run("get", "fred-api-key", "--show")
    run("rotate", "fred-api-key", given=new)
run("get", "fred-api-key", "--show")
run("list", "--json")
"""


@needs_secret_service
def test_the_old_key_is_in_force_until_its_service_takes_the_new_one(tmp_path: Path) -> None:
    script = STEPS.replace("'", "'\"'\"'")
    done = in_session(UNLOCKED + python(script), tmp_path, json.dumps([OLD, NEW]) + "\n")
    stored, in_arguments, killed, *tries, last = done
    assert stored[::2] == (0, "")
    assert in_arguments[0] == 0
    assert has_successor(killed[1])
    assert tries[0::2] == [(0, f"{key}\n", "") for key in (OLD, OLD, OLD, NEW)]
    # No answer is no refusal: the new one waits for the user's word.
    assert [(code, "waits" in said, "discarded" in said) for code, said, _ in tries[1::2]] == [
        (0, True, False),
        (1, False, True),
        (0, False, False),
    ]
    assert not has_successor(last[1])
    assert not [said for _, said, errors in tries[1::2] if OLD in said + errors or NEW in said + errors]


def has_successor(listed: str) -> bool:
    return any(row["has_successor"] for row in json.loads(listed))
