"""What the desktop knows and decides, without Qt: plain values and functions that tests run directly.

Invariant: nothing here imports Qt, a widget or a socket.
"""
