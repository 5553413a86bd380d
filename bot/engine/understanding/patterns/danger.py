"""Danger to life and health, gathered from its four pages."""

from __future__ import annotations

from bot.engine.understanding.patterns import accidents, despair, violence
from bot.engine.understanding.patterns.lookalikes import HARMLESS

MEANT = (*violence.MEANT, *despair.MEANT, *accidents.MEANT)

__all__ = ["HARMLESS", "MEANT"]
