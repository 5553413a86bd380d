"""Which side of a service a message asks about: what the card should answer beside its name."""

from __future__ import annotations

from typing import Dict, Tuple

MEANT: Dict[str, Tuple[str, ...]] = {
    "aspect/price": (
        "koster|kostede|kosta|pris|prisen|priser|gratis|gebyr|gebyret|betaling|dyrt|takst*",
        "cost|costs|price|prices|fee|fees|expensive|charge|charges",
        "hvor meget ..3 betale",
        "hvad ..3 betale",
        "how much",
        "for free",
    ),
    "aspect/time": (
        "hvor lang|lange|laenge ..1 tid|ventetid|er|gaar|tager|skal|varer",
        "sagsbehandlingstid*|ventetid*|leveringstid*|behandlingstid*|ekspeditionstid*",
        "hvornaar faar|kommer|er|kan jeg|den|det|mit|min|man",
        "how long|soon|fast|quickly",
        "processing|waiting|delivery time|times",
        "frist|fristen|deadline",
    ),
    "aspect/papers": (
        "hvilke|hvilken|hvad ..3 papirer|dokumenter|dokumentation|bilag|oplysninger|legitimation",
        "hvad ..3 have|tage|medbringe|vedlaegge med|klar|parat",
        "skal|hvad jeg|man ..2 have ..2 med",
        "medbringe",
        "what|which ..3 documents|papers|paperwork|information|id",
        "need|have to bring|attach|provide|show",
    ),
    "aspect/eligibility": (
        "berettiget|berettigede|betingelser|betingelserne|kravene",
        "har ..2 ret til",
        "hvem kan|har|maa",
        "eligible|eligibility|entitled|qualify|requirements|conditions",
        "who can|may|is",
    ),
    "aspect/where": (
        "hvor skal jeg|man|vi ..2 hen",
        "hvor henvender|ligger|finder|afleverer|moeder|foregaar",
        "hvor goer|soeger|bestiller|anmelder|melder jeg|man",
        "where do|can|is|are|should",
    ),
    "aspect/hours": (
        "aabent|aaben|aabner|lukker|aabningstid*|telefontid*",
        "open|opens|opening|close|closes|closed ..2 hours|today|tomorrow|saturday|sunday|now|when",
        "when ..3 open|close",
        "opening hours",
    ),
    "aspect/status": (
        "status paa|for|i",
        "hvor langt ..3 sag|ansoegning",
        "min ansoegning|sag ..3 godkendt|behandlet|modtaget|faerdig",
        "ikke ..3 hoert|faaet|modtaget ..2 svar|noget|afgoerelse",
        "status of",
        "my application|case ..3 approved|received|processed",
        "not ..3 heard|received ..2 back|reply|answer|anything",
    ),
}

HARMLESS: Dict[str, Tuple[str, ...]] = {
    "aspect/price": ("gratis skole",),
    "aspect/hours": ("open|aaben|aabne ..1 account|konto|space|sag",),
}
