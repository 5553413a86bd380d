"""By which pseudonyms the citizen of a deflection can be recognised elsewhere."""

from collections.abc import Collection

from sqlalchemy import or_, select, union

from bot.ledger.projection import Deflection
from bot.ledger.tables import deflection, identity, identity_use
from bot.ledger.transaction import Reads

AT_ONCE = 5000  # values in one statement; SQLite takes 32,766


def pseudonyms_of(conn: Reads, row: Deflection) -> list[str]:
    """All that are known for its subject, and those that were used in its conversation."""
    known = select(identity.c.pseudonym).where(identity.c.subject == row.subject)
    used = select(identity_use.c.pseudonym).where(identity_use.c.conversation == row.conversation)
    return list(conn.execute(union(known, used)).scalars())


def deflections_of(conn: Reads, pseudonyms: Collection[str]) -> list[tuple[str, str]]:
    """Id and service of each deflection of these citizens, sorted, so that locks are taken in one order."""
    given = sorted(pseudonyms)
    found: set[tuple[str, str]] = set()
    for start in range(0, len(given), AT_ONCE):
        found |= _deflections(conn, given[start : start + AT_ONCE])
    return sorted(found)


def _deflections(conn: Reads, pseudonyms: list[str]) -> set[tuple[str, str]]:
    query = select(identity.c.pseudonym, identity.c.subject).where(identity.c.pseudonym.in_(pseudonyms))
    known = conn.execute(query).all()
    if not known:  # the usual case: most who write never talked to us
        return set()
    names, subjects = [row.pseudonym for row in known], {row.subject for row in known}
    used = select(identity_use.c.conversation).where(identity_use.c.pseudonym.in_(names))
    theirs = or_(deflection.c.subject.in_(subjects), deflection.c.conversation.in_(used))
    rows = conn.execute(select(deflection.c.id, deflection.c.service).where(theirs))
    return {(row.id, row.service) for row in rows}
