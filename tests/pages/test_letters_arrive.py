"""The composer against the real API and a real mail server: what is written arrives as it was written."""

import re

import pytest
from playwright.async_api import expect

from tests.gateway.test_letters import NUMBER
from tests.gateway.town import office_of
from tests.mail.post import Failing, mail_server, postman, reached
from tests.pages.visits import Opening

pytestmark = pytest.mark.asyncio(loop_scope="session")
LETTER = "Kære kommune 🛋\nשלום \u202eseirf\u202c <script>document.title='x'</script>\nMin sofa er storskrald"
WORDS = {
    "da": ("Spørg Genvej", "Skriv til os", "Dit brev til kommunen", "Din e-mail", "Ikke sendt."),
    "en": ("Ask Genvej", "Write to us", "Your letter to the municipality", "Your e-mail", "Not sent."),
}


@pytest.mark.parametrize("language", WORDS)
async def test_a_letter_survives_a_lost_network_and_arrives_once_as_it_was_written(
    opening: Opening, language: str
) -> None:
    ask, write, label, email, unsent = WORDS[language]
    visit = await opening()
    page, panel = visit.page, visit.page.locator("genvej-chat")
    await visit.go(f"/?language={language}")
    await page.get_by_role("button", name=ask).click()
    await panel.get_by_role("button", name=write).click()
    await panel.get_by_label(label).fill(LETTER)
    await panel.get_by_label(email).fill("aase@example.dk")
    await expect(panel.locator(".offers .card")).to_have_count(1)
    send = panel.get_by_role("button", name="Send", exact=True)
    await page.context.set_offline(True)
    await send.click()
    await expect(panel.locator(".error")).to_contain_text(unsent)
    await expect(panel.get_by_label(label)).to_have_value(LETTER)
    await page.context.set_offline(False)
    await send.dblclick()
    number = panel.locator(".log").get_by_text(NUMBER).first
    await expect(number).to_be_visible()
    found = NUMBER.search(await number.inner_text())
    assert found
    failing = Failing()
    async with mail_server(failing) as port:
        sender = postman(visit.town, office_of(visit.town.catalogue), reached(port))
        while await sender.send_one():
            pass
    [mail] = [mail for mail in failing.arrived if found[0] in mail["Subject"]]
    assert mail["Reply-To"].addresses[0].addr_spec == "aase@example.dk"
    assert re.fullmatch(r"post@example\.dk", str(mail["To"]))
    assert LETTER in mail.get_content().replace("\r\n", "\n")
    assert await page.title() != "x"
