"""`python -m bot` is `genvej`."""

import sys

from bot.cli import main

sys.exit(main())
