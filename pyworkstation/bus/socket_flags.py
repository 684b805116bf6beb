"""Flags of ZeroMQ as plain numbers: to combine its enumerations takes Python longer than to send a message."""

from __future__ import annotations

import zmq

READABLE = int(zmq.POLLIN)
AT_ONCE = int(zmq.NOBLOCK)
MORE_AT_ONCE = int(zmq.NOBLOCK) | int(zmq.SNDMORE)
