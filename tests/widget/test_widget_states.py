"""Every state of the chat under axe, and what an assistive technology is given, child by child."""

import pytest

from tests.axe import violations
from tests.widget.states import SMALL, STATES, State
from tests.widget.town import Visit, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")
SMALL_TARGETS = """node => [...node.querySelectorAll('button, textarea, summary, .go, .latest')].filter(e => {
  const b = e.getBoundingClientRect(); return b.width && Math.min(b.width, b.height) < 24;
}).map(e => e.textContent)"""
MOVING = """node => [...node.querySelectorAll('*')].filter(e => {
  const s = getComputedStyle(e); return s.animationName !== 'none' || s.transitionDuration !== '0s';
}).length + document.getAnimations().length"""
WIDER = """node => [...node.querySelectorAll('*')].filter(e => {
  return e.getBoundingClientRect().right > innerWidth + .5; }).length"""


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
async def test_axe_finds_nothing_and_targets_are_large_and_nothing_moves(
    visitor: Visitor, state: State
) -> None:
    visit = await visitor(reduced_motion="reduce", **state.options)
    await state.reach(visit)
    assert await violations(visit.page) == []
    assert await visit.panel.count() == (0 if state.name == "closed" else 1)
    if state.name != "closed":
        assert await visit.panel.evaluate(SMALL_TARGETS) == []
        assert await visit.panel.evaluate(MOVING) == 0


@pytest.mark.parametrize("name", ["card", "choices", "asked", "composer", "right-to-left", "erasing"])
async def test_on_320_pixels_nothing_is_cut_off(visitor: Visitor, name: str) -> None:
    state = next(state for state in STATES if state.name == name)
    visit = await visitor(viewport=SMALL)
    await state.reach(visit)
    assert await visit.panel.evaluate(WIDER) == 0
    assert await visit.panel.evaluate("node => node.scrollWidth") <= SMALL["width"]


async def given(visit: Visit) -> str:
    """The whole accessibility tree of the chat, without the addresses of its links."""
    whole = await visit.page.locator("genvej-chat").aria_snapshot()
    return "\n".join(line for line in whole.splitlines() if "- /url:" not in line)


def tree(words: dict[str, str], log: str) -> str:
    """The open chat with these words, and with nothing but `log` in its log."""
    return f"""- alert
- region "Genvej":
  - heading "Genvej" [level=2]
  - group "{words["language"]}":
    - button "Dansk"{words["danish"]}
    - button "English"{words["english"]}
  - button "{words["close"]}": ×
  - paragraph:
    - text: {words["person"]}
    - button "{words["write"]}"
    - link "{words["contact"]}":
  - paragraph:
    - link "00 00 00 00":
    - text: Åbent nu til kl. 15
  - group: {words["more"]}
  - log "{words["log"]}":
{log.strip(chr(10))}
  - text: {words["label"]}{words["latest"]}
  - textbox "{words["label"]}"
  - button "Send"
  - paragraph: {words["hint"]}
  - button "{words["print"]}"
  - button "{words["save"]}"
  - button "{words["restart"]}"
  - button "{words["erase"]}"\
"""


DANISH = {
    "language": "Sprog", "danish": " [pressed]", "english": "", "close": "Luk chatten",
    "write": "Skriv til os",
    "person": "Tal med et menneske", "contact": "Kontakt (åbner i et nyt faneblad)",
    "more": "Åbningstider og adresse", "log": "Samtalen", "label": "Din besked", "latest": "",
    "hint": "Enter sender. Shift og Enter giver en ny linje.", "print": "Udskriv", "save": "Gem",
    "restart": "Begynd forfra", "erase": "Slet",
}  # fmt: skip
ENGLISH = {
    "language": "Language", "danish": "", "english": " [pressed]", "close": "Close the chat",
    "write": "Write to us",
    "person": "Talk to a person", "contact": "Contact us (opens in a new tab)",
    "more": "Opening hours and address", "log": "Conversation", "label": "Your message", "latest": "",
    "hint": "Enter sends. Shift and Enter make a new line.", "print": "Print", "save": "Save",
    "restart": "Start over", "erase": "Erase",
}  # fmt: skip
LATEST = '\n  - link "Seneste svar":'
DANISH_LOG = """
    - paragraph: Du skriver med en maskine. Samtalen gemmes i 90 dage uden CPR-numre.
    - heading "Hvad vil du gerne ordne?" [level=3]
    - paragraph: Skriv det med dine egne ord, for eksempel »jeg skal flytte«.
"""
ENGLISH_LOG = """
    - paragraph: You are writing to a machine. The conversation is kept for 90 days without CPR numbers.
    - heading "What would you like to get done?" [level=3]
    - paragraph: Say it in your own words, for example “I am moving house”.
"""
CHOSEN_LOG = """
    - paragraph: Du skriver med en maskine. Samtalen gemmes i 90 dage uden CPR-numre.
    - article:
      - paragraph: Du
      - paragraph: kort
    - article:
      - paragraph: Genvej
      - paragraph: Hvilket kort mener du?
      - group "Hvilket kort mener du?":
        - button "Nyt sundhedskort det gule kort med din læge":
          - strong: Nyt sundhedskort
          - text: det gule kort med din læge
        - button "Det blå EU-kort til rejser i Europa":
          - strong: Det blå EU-kort
          - text: til rejser i Europa
        - button "Kørekort nyt eller fornyet":
          - strong: Kørekort
          - text: nyt eller fornyet
"""


@pytest.mark.parametrize(
    ("path", "words", "log"),
    [
        pytest.param("/", DANISH, DANISH_LOG, id="danish"),
        pytest.param("/en", ENGLISH, ENGLISH_LOG, id="english"),
    ],
)
async def test_the_open_chat_has_exactly_these_children(
    visit: Visit, path: str, words: dict[str, str], log: str
) -> None:
    await visit.go(path)
    button = "Ask Genvej" if path == "/en" else "Spørg Genvej"
    assert await given(visit) == f'- alert\n- button "{button}"'
    await visit.launcher.click()
    await visit.panel.get_by_role("link", name="00 00 00 00").wait_for()
    assert await given(visit) == tree(words, log)


async def test_a_question_with_choices_has_exactly_these_children(visit: Visit) -> None:
    await visit.open()
    await visit.say("kort")
    await visit.panel.locator(".wait").wait_for(state="hidden")
    assert await given(visit) == tree({**DANISH, "latest": LATEST}, CHOSEN_LOG)
