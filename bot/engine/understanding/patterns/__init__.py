"""What counts as a signal, and what only looks like one; words as fold.spell leaves them."""

from __future__ import annotations

from typing import Dict, Tuple

from bot.engine.understanding.patterns import aspects, danger, exits, turns

SIGNALS: Dict[str, Tuple[str, ...]] = {"danger": danger.MEANT, **exits.MEANT, **aspects.MEANT, **turns.MEANT}
GUARDS: Dict[str, Tuple[str, ...]] = {
    "danger": danger.HARMLESS,
    **exits.HARMLESS,
    **aspects.HARMLESS,
    **turns.HARMLESS,
}
