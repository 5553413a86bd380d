"""A form in steps: about the citizen first, then the matter a few questions at a time; pure."""

from dataclasses import dataclass
from typing import Final

from bot.catalogue.model import FormField, Service

QUESTIONS_MOST: Final = 4
PERSON: Final = frozenset({"full_name", "email", "telephone"})


@dataclass(frozen=True)
class Step:
    """`title` is the key of its heading; `part` tells two of the same heading apart, from 1."""

    title: str
    part: int
    fields: tuple[FormField, ...]


def steps(service: Service) -> tuple[Step, ...]:
    """A step of its own for what says who somebody is; the order of the catalogue inside each."""
    person = tuple(field for field in service.demo_form if field.name in PERSON)
    matter = [field for field in service.demo_form if field.name not in PERSON]
    count = -(-len(matter) // QUESTIONS_MOST)
    size = -(-len(matter) // count) if count else 0
    parts = [tuple(matter[part * size : (part + 1) * size]) for part in range(count)]
    about = (Step("step_person", 1, person),) if person else ()
    return (*about, *(Step("step_matter", at, fields) for at, fields in enumerate(parts, start=1)))
