"""What counts as a signal, and what only looks like one; folded words, notation in signals.compile_pattern."""

from __future__ import annotations

from typing import Dict, Tuple

SIGNALS: Dict[str, Tuple[str, ...]] = {
    "danger": ("min|mit mand|kone|kaereste|partner|far|mor|soen|samlever slaar mig|mig|os|hende|boernene",),
    "no_digital": ("har ikke mitid|nemid",),
    "human": ("tale|snakke med et|en|nogen menneske|person|medarbejder|sagsbehandler",),
    "write": ("skrive et|en brev|mail|email",),
}
GUARDS: Dict[str, Tuple[str, ...]] = {
    "danger": ("slaar graesset",),
}
