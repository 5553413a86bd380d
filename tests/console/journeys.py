"""What a manager, a finance officer, an auditor and a reviewer do in a day, for tests and for pictures."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import Browser, FloatRect, Page, expect

from tests.console.conftest import PASSWORD

TALLEST = 1400  # of a picture: what follows is more of the same
Shot = Callable[[Page, str], Awaitable[None]]


async def unseen(page: Page, name: str) -> None:
    """No picture is taken."""


def into(folder: Path) -> Shot:
    async def shot(page: Page, name: str) -> None:
        for image in await page.locator("img").all():
            await image.scroll_into_view_if_needed()
        await page.wait_for_load_state("networkidle")
        await page.evaluate("scrollTo(0, 0)")
        width, height = await page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
        clip: FloatRect = {"x": 0, "y": 0, "width": width, "height": min(height, TALLEST)}
        await page.screenshot(path=folder / f"{name}.png", full_page=True, clip=clip)

    return shot


async def signed_in(chromium: Browser, origin: str, role: str) -> Page:
    """Operators are called as their role is."""
    context = await chromium.new_context(base_url=origin, viewport={"width": 1200, "height": 820})
    page = await context.new_page()
    await page.goto("/sign-in")
    await page.get_by_label("Name").fill(role)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    return page


async def manager(page: Page, shot: Shot = unseen) -> None:
    """From the saving to its rows, from an area to its trend, to the gaps, and a case proposed."""
    await shot(page, "overview")
    await page.locator("#saved ~ .big a").click()
    await expect(page.get_by_text("Σ services κ · verified · price").first).to_be_visible()
    await shot(page, "figure")
    await page.get_by_role("link", name="Verified in the deflection log").click()
    await expect(page.get_by_label("State", exact=True)).to_have_value("verified")
    await page.goto("/")
    await page.get_by_role("list", name="What each share is made of").get_by_role("link").first.click()
    await expect(page.get_by_role("heading", name="Month by month")).to_be_visible()
    await shot(page, "trend")
    await page.get_by_role("link", name="Inclusion").click()
    await expect(page.get_by_role("heading", name="Each group against all")).to_be_visible()
    await page.get_by_role("link", name="Internal bank").click()
    await page.get_by_role("link", name="Propose a case").click()
    await page.get_by_label("Short name").fill("kiosks")
    await page.get_by_label("Title").fill("Kiosks in the libraries")
    await page.get_by_label("Investment").fill("400")
    await page.get_by_label("Currency").select_option("USD")
    await page.get_by_label("Net saving of each year").fill("40 80")
    await page.get_by_label("Until year").fill("10")
    await page.get_by_label("Boligstøtte", exact=True).check()
    await page.get_by_role("button", name="Reckon, book nothing").click()
    await expect(page.get_by_text("meets 16.00 %")).to_be_visible()
    await shot(page, "propose")
    await page.get_by_role("button", name="Propose", exact=True).click()
    await expect(page.get_by_role("status")).to_contain_text("kiosks proposed")
    await expect(page.get_by_role("button", name="Decide")).to_have_count(0)


EXPORT = """Nr;Dato;Kanal;Emne;CPR;Minutter
7;20-11-2026 12:00;Telefon;Pas til voksne;0101501234;4
8;21-11-2026 12:00;Brev;Flytning;;
9;never;Telefon;Andet;;
"""


async def channels(page: Page, folder: Path, shot: Shot = unseen) -> None:
    """A journal's own export: described by example, looked at, imported, and taken back with a reason."""
    (folder / "journal.csv").write_text(EXPORT, encoding="utf-8")
    await page.get_by_role("link", name="Channels").click()
    await page.get_by_label("Which system it comes from").fill("journal")
    await page.get_by_label("File", exact=True).set_input_files(folder / "journal.csv")
    await shot(page, "channels_start")
    await page.get_by_role("button", name="Send, and look first").click()
    await expect(page.get_by_role("heading", name="The first rows")).to_be_visible()
    await shot(page, "channels_columns")
    await page.get_by_role("button", name="Go on").click()
    await expect(page.get_by_text("These values are none of ours")).to_be_visible()
    await expect(page.get_by_label("What Telefon means")).to_have_value("telephone")
    await page.get_by_label("What Flytning means").fill("address_change")
    await page.get_by_label("All others are").last.select_option("other")
    await shot(page, "channels_codes")
    await page.get_by_role("button", name="Check the file").click()
    await expect(page.get_by_text("Nothing is booked yet")).to_be_visible(timeout=30_000)
    await shot(page, "channels_checked")
    await page.get_by_role("button", name="Import 2 contacts").click()
    await expect(page.get_by_text("Imported as")).to_be_visible(timeout=30_000)
    await page.get_by_role("link", name="← Channels").click()
    await page.get_by_text("Take back…").first.click()
    await page.get_by_label("Why").first.fill("Wrong month")
    await page.get_by_role("button", name="Take back import").click()
    await expect(page.get_by_role("status")).to_contain_text("counts no more")
    await shot(page, "channels")


async def teach(page: Page, sentence: str, shot: Shot = unseen) -> None:
    """The largest group by three keys: what it is about, the sentence mended, proposed."""
    await page.get_by_role("link", name="Improve", exact=True).click()
    await shot(page, "improve")
    await page.get_by_role("link", name="Begin with the largest").click()
    await expect(page.get_by_role("heading", name="The message")).to_be_visible()
    first = page.url
    await shot(page, "improve_group")
    service = page.get_by_role("radio").first
    await page.keyboard.press("1")
    await expect(service).to_be_checked()
    await _mend(page, f"{sentence}, mit cpr er 010190-1234")
    await expect(page.get_by_role("alert")).to_contain_text("There was a CPR number in it. It is masked")
    await expect(service).to_be_checked()
    assert "010190" not in await page.content()
    await shot(page, "improve_masked")
    await _mend(page, sentence)
    await page.wait_for_url(lambda url: url != first)


async def _mend(page: Page, sentence: str) -> None:
    """Into the field, out of it, and propose; the letters that are typed press nothing."""
    await page.keyboard.press("e")
    await page.keyboard.press("ControlOrMeta+a")
    await page.keyboard.type(sentence)
    await page.keyboard.press("Escape")
    await page.keyboard.press("p")


async def accept(page: Page, sentence: str, shot: Shot = unseen) -> None:
    """The newest proposal, as it stands, into the training data."""
    await page.get_by_role("link", name="Improve", exact=True).click()
    await page.get_by_role("link", name="Proposed examples").click()
    await expect(page.get_by_label("The sentence").last).to_have_value(sentence)
    await shot(page, "improve_proposals")
    await page.get_by_role("button", name="Accept sentence").last.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("row").filter(has_text=sentence)).to_contain_text(
        "accepted", timeout=30_000
    )
    await shot(page, "improve_accepted")


async def finance(page: Page, shot: Shot = unseen) -> None:
    """Capital, the decision by the rule, the loan, and a cut that comes too early."""
    await page.get_by_role("link", name="Internal bank").click()
    await page.get_by_label("Amount").fill("5,000.00")
    await page.get_by_label("Currency").select_option("USD")
    await page.get_by_label("Where it comes from").fill("Budget 2026")
    await page.get_by_role("button", name="Deposit").click()
    await page.get_by_role("link", name="Kiosks in the libraries").click()
    await page.get_by_role("button", name="Decide").click()
    await expect(page.get_by_role("status")).to_contain_text("kiosks approved")
    await page.get_by_role("button", name="Lend US$ 400.00").click()
    await page.get_by_role("button", name="Move to changing").click()
    await expect(page.get_by_role("status")).to_contain_text("kiosks is changing")
    await page.get_by_role("form", name="Cut a budget").get_by_label("Amount a year").fill("50")
    await page.get_by_role("button", name="Cut").click()
    await expect(page.get_by_role("alert")).to_contain_text("Change first, cut after")
    await shot(page, "cut_refused")
    await page.goto("/bank")
    await shot(page, "bank")
    await page.goto("/bank/cases/tablets")
    await shot(page, "case")
    await page.get_by_role("link", name="Inclusion").click()
    await page.get_by_label("Which case has freed it").select_option("tablets")
    await page.get_by_label("Amount").fill("100")
    await page.get_by_label("For which group").select_option("language:en")
    await page.get_by_label("What for", exact=True).fill("Helpers who speak English, at the library")
    await page.get_by_role("button", name="Reinvest").click()
    await expect(page.get_by_role("status")).to_contain_text("reinvested in language:en")
    await shot(page, "inclusion")
    await page.goto("/bank/books")
    await expect(page.get_by_text("Expenses:Reinvestment:Language:En").first).to_be_visible()
    await shot(page, "books")


async def auditor(page: Page, shot: Shot = unseen) -> None:
    """Reads a conversation, finds that reading on the trail, makes the citizen's copy; changes nothing."""
    await page.goto("/log")
    await page.get_by_role("link", name="Read conversation").first.click()
    await expect(page.get_by_role("heading", name="Transcript")).to_be_visible()
    await expect(page.get_by_role("button", name="Book as assisted")).to_have_count(0)
    number = page.url.rpartition("/")[2].partition("#")[0]
    await page.goto("/bank/cases/kiosks")
    await expect(page.get_by_role("heading", name="What may be booked now")).to_have_count(0)
    await page.get_by_role("link", name="Trail").click()
    await shot(page, "trail")
    await page.get_by_role("textbox", name="About").fill(number)
    await page.get_by_role("button", name="Search").click()
    await expect(page.get_by_role("row").filter(has_text="Conversation read").first).to_contain_text(
        "auditor"
    )
    await page.get_by_role("link", name="Kopi på dansk").click()
    await expect(page.get_by_role("cell", name="revisor").first).to_be_visible()
    await shot(page, "copy")


async def reviewer(page: Page, shot: Shot = unseen) -> None:
    """Filters, saves the view, goes through it by keys, judges, searches words, books help."""
    await page.goto("/log")
    await page.get_by_text("Filter by more").click()
    await page.get_by_label("Judgement").select_option("none")
    await page.get_by_label("Took the place of").select_option("none")
    await page.get_by_role("button", name="Show").click()
    await expect(page.get_by_label("Judgement")).to_have_value("none")
    await page.get_by_text("Save this view").click()
    await page.get_by_label("Name", exact=True).fill("To judge")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("list", name="Saved views")).to_contain_text("To judge")
    await shot(page, "log")
    await page.locator("tbody tr").first.get_by_role("link").first.click()
    await expect(page.get_by_role("heading", name="Money")).to_be_visible()
    first = page.url
    await page.keyboard.press("j")
    await page.wait_for_url(lambda url: url != first)
    await page.keyboard.press("k")
    await page.wait_for_url(first)
    await page.keyboard.press("?")
    await expect(page.get_by_text("The next one of this filter")).to_be_visible()
    await shot(page, "detail")
    await page.keyboard.press("1")
    await page.wait_for_url(lambda url: url != first)
    await page.keyboard.press("k")
    await expect(page.get_by_role("heading", name="Transcript")).to_be_visible()
    await page.keyboard.press("l")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Deflection log")
    word = await _a_word(page)
    await page.goto(f"/log?words={word}")
    await expect(page.locator("mark").first).to_be_visible()
    await shot(page, "words")
    await page.goto("/log/views")
    await shot(page, "views")
    await page.goto("/review")
    await expect(page.get_by_role("heading", name="What was said")).to_be_visible()
    await shot(page, "review")
    await page.goto("/log")
    await page.get_by_role("link", name="Read conversation").first.click()
    await page.get_by_label("With which service").select_option("residence_certificate")
    await page.get_by_label("How").fill("Filled in together at the library")
    await shot(page, "assisted")
    await page.get_by_role("button", name="Book as assisted").click()
    await expect(page.get_by_text("Assisted").first).to_be_visible()


async def _a_word(page: Page) -> str:
    """The longest of what a citizen wrote in the first conversation of the log."""
    await page.goto("/log")
    await page.locator("tbody tr").first.get_by_role("link").first.click()
    said = await page.locator(".citizen bdi").first.inner_text()
    return max(re.findall(r"\w+", said), key=len)


JOURNEYS = {"manager": manager, "finance": finance, "auditor": auditor, "reviewer": reviewer}
