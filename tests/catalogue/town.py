"""A small municipality in a temporary folder, for tests that break it in one place."""

import shutil
from pathlib import Path

REAL = Path(__file__).parents[2] / "municipality"

SERVICE = """\
id: health_card
title:
  da: Nyt gult kort
  en: New yellow card
tells_apart:
  da: det gule kort med din læge
  en: the yellow card with your doctor
summary:
  da: Bestil et nyt kort.
  en: Order a new card.
prepare:
  da: [MitID, Din læges navn]
  en: [MitID, Your doctor's name]
facts:
  price:
    da: 225 kr.
    en: DKK 225.
    source: https://odense.dk/kort
    as_of: 2023
    confirmed: false
link:
  url: https://www.borger.dk/kort
  kind: self_service
  reference_parameter: null
mitid: "yes"
mitid_note: null
life_event: health
handled_by: {level: municipality, da: Kommunen, en: The municipality}
department: citizen_service
follow_up_days: 14
never_form: null
mandatory: {wave: 1, since: 2012-12-01, source: "https://ft.dk/l159"}
kle: null
demo_form: null
unconfirmed: [price]
"""


def build(folder: Path, *, service: str = SERVICE, name: str = "health_card") -> Path:
    """The real contacts, links, prices, targets and texts, and one service."""
    (folder / "services").mkdir(parents=True)
    shutil.copytree(REAL / "texts", folder / "texts")
    for file in ("contacts.yml", "links.yml", "prices.yml", "targets.yml"):
        shutil.copy(REAL / file, folder / file)
    (folder / "services" / f"{name}.yml").write_text(service, encoding="utf-8")
    return folder


def change(path: Path, old: str, new: str) -> None:
    """Replaces the first `old`; fails when it is not there, so that no case tests nothing."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {path.name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
