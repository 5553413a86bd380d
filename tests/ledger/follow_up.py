"""A citizen's deflections and letters, so many days ago, for the tests of what comes after."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from bot.ledger import Ledger, Transaction, deflections, identities, links, matching
from bot.ledger.projection import Deflection
from bot.ledger.tables import contact, contact_import
from tests.ledger.helpers import bind, offered, received

NOW = datetime.now(UTC)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def deflected(
    tx: Transaction,
    name: str,
    *,
    days: float,
    citizen: str | None = "anna",
    completed: float | None = None,
    **more: Any,
) -> None:
    """Deflection d-`name` of conversation c-`name`, offered and completed so many days ago (None: never)."""
    offered(tx, f"c-{name}", f"d-{name}", at=ago(days), **more)
    if citizen is not None:
        identities.note(tx, f"c-{name}", citizen, ago(days))
    if completed is not None:
        links.opened(tx, f"link-d-{name}", ago(days) + timedelta(seconds=30))
        received(tx, f"d-{name}", f"r-{name}", at=ago(completed))


def wrote(tx: Transaction, id: str, *, days: float, citizen: str | None = "anna", **more: Any) -> int:
    """An imported contact of so many days ago; how many deflections it reversed."""
    row = {
        "source": "mail", "contact_id": id, "at": ago(days), "channel": "email", "service": "passport_renew",
        "kind": None, "handling_seconds": None, "group": None, "language": None, "pseudonym": citizen,
        "import": "i1", "batch": 1, **more,
    }  # fmt: skip
    counts = dict.fromkeys(("position", "batches", "accepted", "repeated", "rejected"), 0)
    tx.insert_new(contact_import, id=row["import"], source="mail", started_at=ago(0), **counts)
    tx.execute(insert(contact), [row])
    return matching.match(tx, [row])


async def row(ledger: Ledger, name: str) -> Deflection:
    found = await ledger.read(bind(deflections.find, f"d-{name}"))
    assert found is not None
    return found


async def state(ledger: Ledger, name: str) -> str:
    return (await row(ledger, name)).state.value
