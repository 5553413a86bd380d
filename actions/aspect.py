"""Price, time, papers and the like of the service in hand; what is not known is said to be so."""

from actions.offer import offer_service
from actions.turn import Outcome, Reply, Turn
from bot.catalogue import Service, present


def aspect(turn: Turn) -> Outcome:
    if turn.told_meanwhile is not None:
        return offer_service(turn, turn.told_meanwhile)
    asked = turn.aspect or turn.intent.removeprefix("aspect/")
    if turn.named is not None:
        return Outcome(
            "aspect", _answer(turn, turn.named, asked), [turn.named.id], {"service": turn.named.id}
        )
    offered = [
        option["id"] for option in turn.state.get("options") or [] if option["id"] in turn.catalogue.services
    ]
    if offered:
        return _of_each(turn, [turn.catalogue.services[id] for id in offered], asked)
    key = "aspect_status_any" if asked == "status" else "aspect_which"
    return Outcome("aspect", [turn.said(key), turn.contact(None)])


def _of_each(turn: Turn, services: list[Service], asked: str) -> Outcome:
    """Asked before choosing: each of those offered is answered for, and the choice stays open."""
    answers = [reply for service in services for reply in _answer(turn, service, asked)]
    # The same department once, under the last of its answers.
    replies = [reply for place, reply in enumerate(answers) if reply not in answers[place + 1 :]]
    kept = {"options": turn.state["options"], "clarified": True}
    return Outcome("aspect", replies, [service.id for service in services], kept)


def _answer(turn: Turn, service: Service, asked: str) -> list[Reply]:
    answer = present.aspect(service, asked, turn.catalogue, turn.language)
    known = any(fact in service.facts for fact in present.ASPECT_FACTS.get(asked, ())) or (
        asked == "papers" and bool(service.prepare[turn.language])
    )
    return [answer] if known else [answer, turn.contact(service)]
