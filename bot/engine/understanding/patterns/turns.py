"""How a citizen takes the last thing back: no, I meant; the other one."""

from __future__ import annotations

from typing import Dict, Tuple

MEANT: Dict[str, Tuple[str, ...]] = {
    # The service in hand is not the one.
    "correction": (
        "^ nej|naeh|naah|nix|ikke|nope|nah|but|men|hov|ups|oops|sorry|undskyld|wait|vent",
        "^ no|not ,|.|!|i|it|the|that|this|we|my|mine|for|not|sorry|wait|actually|child|adult",
        "jeg|vi mente|mener|taenkte",
        "i|we ..1 meant|mean",
        "menes|menet",
        "i stedet",
        "instead",
        "actually|faktisk|though|rather|hellere",
        "forkert|wrong",
    ),
    # What was offered beside it is.
    "other": (
        "den|det|de anden|andet|andre $|.|!|,|tak|ogsaa|saa|nu|i|alligevel",
        "the? other one|ones",
        "the other $|.|!|,|please|now|too",
        "den|det modsatte",
    ),
}

HARMLESS: Dict[str, Tuple[str, ...]] = {"correction": ("no|nej ..1 problem|worries|tak|thanks|thank $|.|!",)}
