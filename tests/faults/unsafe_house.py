"""`python -m tests.faults.unsafe_house OFF`: a house that does not sync, so that the check can fail."""

import sys

from bot import cli
from bot.ledger import databases


def main(synchronous: str) -> int:
    vars(databases)["SYNCHRONOUS"] = synchronous
    databases.Sqlite.require_durability = _trusting  # type: ignore[method-assign]
    return cli.main(["run"])


def _trusting(self: databases.Sqlite, connection: object) -> None:
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
