"""What people do in a browser: a citizen asks and fills in a form, an operator signs in."""

from playwright.async_api import BrowserContext, Page, expect

from tests.journey.house import RunningHouse

PASSWORD = "en hest spiser havre om natten"


async def ask(page: Page, house: RunningHouse, text: str) -> None:
    await page.goto(house.citizens)
    await page.get_by_role("button", name="Spørg Genvej").click()
    await page.get_by_label("Din besked").fill(text)
    await page.keyboard.press("Enter")


async def form(context: BrowserContext, page: Page) -> Page:
    """The demo form behind the card's button, opened beside the page."""
    async with context.expect_page() as opened:
        await page.locator("genvej-chat .go").last.click()
    form = await opened.value
    await expect(form.get_by_text("DEMO").first).to_be_visible()
    return form


async def begin(form: Page) -> None:
    """From the form's first page to its first step, past the simulated log-in where there is one."""
    await form.get_by_role("button", name="Begynd").click()
    if form.url.partition("?")[0].endswith("/login"):
        await form.get_by_role("button", name="Fortsæt som demoborger").click()


async def fill(form: Page) -> None:
    """Every field of the step that is there, by its kind; nothing personal."""
    for field in await form.locator("main form input:visible, main form textarea").all():
        kind = await field.get_attribute("type")
        if kind == "checkbox":
            await field.check()
        else:
            values = {"date": "2026-12-01", "email": "anna@example.dk", "tel": "12 34 56 78"}
            await field.fill(values.get(kind or "", "Testvej 1"))
    for choice in await form.locator("main form select").all():
        await choice.select_option(index=1)


async def fill_and_send(form: Page) -> None:
    """The whole form, from its first page or from where it is, to its receipt."""
    if await form.get_by_role("button", name="Begynd").count():
        await begin(form)
    while await form.get_by_role("button", name="Næste").count():
        await fill(form)
        await form.get_by_role("button", name="Næste").click()
    await form.get_by_role("button", name="Send").click()


async def sign_in(page: Page, house: RunningHouse) -> None:
    """The first sign-in with the printed password, or a later one with our own."""
    await page.goto(f"{house.operators}/log")
    await page.get_by_label("Name").fill("admin")
    await page.get_by_label("Password", exact=True).fill(house.password)
    await page.get_by_role("button", name="Sign in").click()
    if house.password != PASSWORD:
        for field in await page.locator("input[type=password]").all():
            autocomplete = await field.get_attribute("autocomplete")
            await field.fill(house.password if autocomplete == "current-password" else PASSWORD)
        await page.locator("main button").last.click()
        house.password = PASSWORD
    await page.goto(f"{house.operators}/log")
