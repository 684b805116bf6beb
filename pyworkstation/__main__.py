"""`python -m pyworkstation`."""

import sys

from pyworkstation.cli.main import main

sys.exit(main())
