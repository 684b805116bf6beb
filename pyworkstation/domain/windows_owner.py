"""Windows: a file that its owner alone may open. The owner is whom the process runs as, not what a variable says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import EnvironmentFailure

if TYPE_CHECKING:
    from collections.abc import Callable

_TOKEN_QUERY = 0x8
_TOKEN_USER = 1
_NO_WINDOW = 0x08000000


def leave_to_owner_alone(path: Path) -> None:
    """Drop the access that the file inherited, and grant it to the user of this process alone.

    Raises:
        EnvironmentFailure: when Windows refuses.
    """
    restrict(path, sid=_sid_of_this_process(), run=_run)


def restrict(path: Path, *, sid: str, run: Callable[[list[str]], int]) -> None:
    """As `leave_to_owner_alone`, for the user with this identifier; `run` runs a command and returns its exit code."""
    code = run(owner_alone_command(path, sid=sid))
    if code != 0:
        raise EnvironmentFailure(
            f"{path}: could not restrict it to its owner {sid}, and its keys are for nobody else (icacls: {code}); "
            "put the home (--home) on a disk with NTFS"
        )


def owner_alone_command(path: Path, *, sid: str) -> list[str]:
    """With Windows' own icacls, not the first one that the search path has; `*` says that a SID follows, no name."""
    icacls = Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32", "icacls.exe")
    return [str(icacls), str(path), "/inheritance:r", "/grant:r", f"*{sid}:F"]


def _run(command: list[str]) -> int:
    try:
        return subprocess.run(command, capture_output=True, check=False, creationflags=_NO_WINDOW).returncode
    except OSError as error:
        raise EnvironmentFailure(f"{command[0]}: cannot be run: {error.strerror or error}") from None


def _sid_of_this_process() -> str:
    """The security identifier, `S-1-5-21-...`, of the user in the process's token."""
    if sys.platform != "win32":
        raise EnvironmentFailure("expected Windows: other systems have no security identifiers")
    import ctypes  # noqa: PLC0415 - of its functions, Windows alone has these
    from ctypes import wintypes  # noqa: PLC0415

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    security = ctypes.WinDLL("advapi32", use_last_error=True)
    kernel.GetCurrentProcess.restype = wintypes.HANDLE
    kernel.CloseHandle.argtypes = [wintypes.HANDLE]
    kernel.LocalFree.argtypes = [ctypes.c_void_p]
    security.OpenProcessToken.argtypes = [wintypes.HANDLE, wintypes.DWORD, ctypes.POINTER(wintypes.HANDLE)]
    security.GetTokenInformation.argtypes = [
        wintypes.HANDLE,
        ctypes.c_int,
        ctypes.c_void_p,
        wintypes.DWORD,
        ctypes.POINTER(wintypes.DWORD),
    ]
    security.ConvertSidToStringSidW.argtypes = [ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p)]

    def checked(succeeded: int) -> None:
        if not succeeded:
            raise EnvironmentFailure(
                f"Windows does not say whose process this is: {ctypes.WinError(ctypes.get_last_error())}"
            )

    token, needed, text = wintypes.HANDLE(), wintypes.DWORD(), ctypes.c_void_p()
    checked(security.OpenProcessToken(kernel.GetCurrentProcess(), _TOKEN_QUERY, ctypes.byref(token)))
    try:
        security.GetTokenInformation(token, _TOKEN_USER, None, 0, ctypes.byref(needed))
        user = ctypes.create_string_buffer(needed.value)
        checked(security.GetTokenInformation(token, _TOKEN_USER, user, needed, ctypes.byref(needed)))
        # TOKEN_USER begins with the address of the SID, which lies further on in the same buffer.
        sid = ctypes.c_void_p.from_buffer(user)
        checked(security.ConvertSidToStringSidW(sid, ctypes.byref(text)))
        try:
            return ctypes.wstring_at(text.value or 0)
        finally:
            kernel.LocalFree(text)
    finally:
        kernel.CloseHandle(token)
