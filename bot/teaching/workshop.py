"""What the console needs to make the bot better, put together by the house."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.catalogue import Language
from bot.teaching.examples import Library


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """`search` gives the ids of services that a text may be about, the likeliest first."""

    library: Library
    search: Callable[[str, Language], Sequence[str]]
