"""The one entrance to a checkout: `python3 dev.py run|test|bench|lint|build` (Windows: `py dev.py run`). Stdlib only."""

import sys

# Judged before the first import of `devtools`, which an older Python cannot read.
if sys.version_info < (3, 11):  # noqa: UP036 - this line exists for the Pythons that the project does not support
    sys.exit(
        "error: pyworkstation needs Python 3.11 or newer, found "
        + sys.version.split()[0]
        + " at "
        + sys.executable
    )

from devtools.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
