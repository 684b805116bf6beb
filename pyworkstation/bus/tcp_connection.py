"""A TCP connection that belongs to ZeroMQ, by its number: how much has come in on it, and its end.

ZeroMQ says nothing of a message before its last frame is there, and has no way to close one connection of many.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINUX_TCP_INFO = 11
_MAC_TCP_CONNECTION_INFO = 0x106
_WINDOWS_SIO_TCP_INFO = 0xD8000027

# Where the counter of bytes lies in what each system tells: `struct tcp_info` of linux/tcp.h (from 4.1 on),
# `struct tcp_connection_info` of Darwin's netinet/tcp.h, `TCP_INFO_v0` of mstcpip.h (Windows 10 from 1703 on).
_LINUX_AT, _MAC_AT, _WINDOWS_AT = 128, 88, 56
_WINDOWS_SIZE = 88


def received_bytes(number: int) -> int | None:
    """What has come in on it since it was made; None where the system does not say, or when it has gone."""
    try:
        with _borrowed(number) as connection:
            return _received(connection)
    except OSError:
        return None


def cut(number: int) -> None:
    """End it: ZeroMQ then forgets what it had of a message that is not complete."""
    with contextlib.suppress(OSError), _borrowed(number) as connection:
        connection.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def _borrowed(number: int) -> Iterator[socket.socket]:
    connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0, fileno=number)
    try:
        yield connection
    finally:
        connection.detach()  # It stays ZeroMQ's, open.


def _received(connection: socket.socket) -> int | None:
    if sys.platform == "linux":
        told = connection.getsockopt(socket.IPPROTO_TCP, _LINUX_TCP_INFO, _LINUX_AT + 8)
        return _count_at(told, _LINUX_AT)
    if sys.platform == "darwin":
        told = connection.getsockopt(socket.IPPROTO_TCP, _MAC_TCP_CONNECTION_INFO, _MAC_AT + 8)
        return _count_at(told, _MAC_AT)
    if sys.platform == "win32":
        return _count_at(_windows_info(connection.fileno()), _WINDOWS_AT)
    return None


def _count_at(told: bytes, at: int) -> int | None:
    return int(struct.unpack_from("<Q", told, at)[0]) if len(told) >= at + 8 else None


def _windows_info(number: int) -> bytes:
    if sys.platform != "win32":
        return b""
    import ctypes  # noqa: PLC0415 - of its functions, Windows alone has this one
    from ctypes import wintypes  # noqa: PLC0415

    version, told, size = wintypes.DWORD(0), ctypes.create_string_buffer(_WINDOWS_SIZE), wintypes.DWORD()
    failed = ctypes.windll.ws2_32.WSAIoctl(
        ctypes.c_size_t(number),
        wintypes.DWORD(_WINDOWS_SIO_TCP_INFO),
        ctypes.byref(version),
        ctypes.sizeof(version),
        told,
        ctypes.sizeof(told),
        ctypes.byref(size),
        None,
        None,
    )
    return b"" if failed else told.raw[: size.value]
