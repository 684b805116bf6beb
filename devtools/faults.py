"""Why a command of `dev.py` stops."""

CANNOT_GO_ON = 1
WORLD_FAILED = 3


class StopError(Exception):
    """One line for the user, and the exit code to end with: 1 when they can mend it, 3 when the world failed."""

    def __init__(self, message: str, *, exit_code: int = CANNOT_GO_ON) -> None:
        super().__init__(message)
        self.exit_code = exit_code
