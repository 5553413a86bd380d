"""The colours that a municipality may set: used when they can be read, and refused aloud when they cannot."""

import pytest
from playwright.async_api import expect

from tests.axe import violations
from tests.widget.town import Visit

pytestmark = pytest.mark.asyncio(loop_scope="session")
COLOURS = "node => { const s = getComputedStyle(node); return [s.backgroundColor, s.color] }"
OURS = ["rgb(13, 74, 87)", "rgb(255, 255, 255)"]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        pytest.param("/town-colours", ["rgb(122, 31, 92)", "rgb(255, 255, 255)"], id="dark"),
        pytest.param("/bright-colours", ["rgb(255, 212, 0)", "rgb(17, 17, 17)"], id="bright"),
    ],
)
async def test_colours_that_can_be_read_are_used_and_axe_agrees(
    visit: Visit, page: str, expected: list[str]
) -> None:
    await visit.go(page)
    assert await visit.launcher.evaluate(COLOURS) == expected
    await visit.launcher.click()
    await visit.say("mit gule kort er væk")
    assert await visit.panel.locator(".go").evaluate(COLOURS) == expected
    assert visit.complaints == []
    assert await violations(visit.page) == []


@pytest.mark.parametrize(
    ("page", "contrast"),
    [pytest.param("/faint-colours", "1.7", id="faint"), pytest.param("/no-colours", "NaN", id="no_colours")],
)
async def test_colours_that_cannot_be_read_are_left_out_and_the_console_says_which_and_why(
    visit: Visit, page: str, contrast: str
) -> None:
    await visit.open(page)
    await visit.say("mit gule kort er væk")
    assert await visit.panel.locator(".go").evaluate(COLOURS) == OURS
    said = f"Genvej: --genvej-accent-text on --genvej-accent has contrast {contrast}, below 4.5: not used"
    assert set(visit.complaints) == {said}


async def test_colours_that_are_set_later_are_looked_at_when_the_chat_opens(visit: Visit) -> None:
    await visit.go()
    await visit.page.evaluate("document.body.style.setProperty('--genvej-accent', '#eee')")
    await visit.launcher.click()
    await expect(visit.panel).to_be_visible()
    assert await visit.panel.locator(".send").evaluate(COLOURS) == OURS
    assert len(set(visit.complaints)) == 1
