"""Price, time, papers and the like of the service in hand; what is not known is said to be so."""

from actions.offer import offer_service
from actions.turn import Outcome, Turn
from bot.catalogue import present


def aspect(turn: Turn) -> Outcome:
    if turn.told_meanwhile is not None:
        return offer_service(turn, turn.told_meanwhile)
    service = turn.named
    asked = turn.aspect or turn.intent.removeprefix("aspect/")
    if service is None:
        key = "aspect_status_any" if asked == "status" else "aspect_which"
        return Outcome("aspect", [turn.said(key), turn.contact(None)])
    answer = present.aspect(service, asked, turn.catalogue, turn.language)
    facts = present.ASPECT_FACTS.get(asked, ())
    known = any(fact in service.facts for fact in facts) or (
        asked == "papers" and bool(service.prepare[turn.language])
    )
    replies = [answer] if known else [answer, turn.contact(service)]
    return Outcome("aspect", replies, [service.id], {"service": service.id})
