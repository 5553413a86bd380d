"""What the console needs to make the bot better."""

from bot.house.house import House
from bot.teaching.examples import Library
from bot.teaching.heldout import questions
from bot.teaching.workshop import Workshop
from bot.training import ROOT


def workshop(house: House) -> Workshop:
    settings = house.settings
    measured = questions(ROOT / settings.heldout)
    return Workshop(
        library=Library(ROOT / "nlu_data", heldout=[one.text for one in measured]),
        search=lambda text, language: [hit.service.id for hit in house.index.search(text, language)],
    )
