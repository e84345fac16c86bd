"""``python -m muforge`` is the command ``muforge``."""

import sys

from muforge.cli import main

sys.exit(main())
