"""`python -m bot` is `genvej`."""

import sys

from bot.cli import main

if __name__ == "__main__":  # and not where a process of its own reads a file
    sys.exit(main())
