"""What holds for all tests, however they are started."""

from __future__ import annotations

import signal

# A shell starts what it runs in the background with SIGINT ignored, and children inherit that:
# the commands under test would be deaf to Ctrl-C.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
