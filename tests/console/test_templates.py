"""Templates escape everything, hold no script and no style in themselves, and name only declared fields."""

import re
from pathlib import Path
from typing import get_type_hints

import pytest

from bot.console import actions, pages, rights, wording
from bot.console.app import ProblemPage
from bot.console.pages import Page, Told
from bot.console.views.account import AccountPage, PasswordPage
from bot.console.views.bank import BankPage, BooksPage, CasePage, ProposePage
from bot.console.views.channels import ChannelsPage
from bot.console.views.conversation import ConversationPage
from bot.console.views.detail import DetailPage
from bot.console.views.figure import FigurePage
from bot.console.views.improve import GroupPage, GroupsPage
from bot.console.views.inclusion import InclusionPage
from bot.console.views.letters import LettersPage
from bot.console.views.log import LogPage
from bot.console.views.operators import CredentialsPage, OperatorsPage
from bot.console.views.overview import NoPeriodPage, OverviewPage
from bot.console.views.proposals import ProposalsPage
from bot.console.views.review import ItemPage
from bot.console.views.review import StartPage as ReviewPage
from bot.console.views.saved import ViewsPage
from bot.console.views.sessions import SessionsPage
from bot.console.views.signing import SignInPage
from bot.console.views.trail import CopyPage, TrailPage
from bot.console.views.upload import UploadPage
from bot.deflection.lifecycle import Evidence, State
from bot.ledger import events, operators

ROOM = Path(pages.__file__).parent
TEMPLATES = sorted((ROOM / "templates").glob("*.html"))
PAGES: list[type[Page]] = [
    *(AccountPage, PasswordPage, LettersPage, ConversationPage, LogPage, CredentialsPage),
    *(OperatorsPage, SignInPage, OverviewPage, NoPeriodPage, FigurePage),
    *(ProblemPage, SessionsPage, TrailPage, CopyPage),
    *(ItemPage, ReviewPage, DetailPage, ViewsPage),
    *(ChannelsPage, UploadPage),
    *(GroupsPage, GroupPage, ProposalsPage),
    *(BankPage, CasePage, ProposePage, BooksPage, InclusionPage),
]
FORBIDDEN = (
    r"\|\s*safe",
    r"autoescape",
    r"Markup",
    r"<script(?! src=\"/static/[a-z]+\.js\" defer></script>)",
    r"<style",
    r"\sstyle\s*=",
    r"\son[a-z]+\s*=",
    r"javascript:",
    r"https?://",
    r"xmlattr",
)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_turns_escaping_off_or_runs_anything(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert [pattern for pattern in FORBIDDEN if re.search(pattern, text, re.IGNORECASE)] == []


def test_no_code_marks_text_as_markup() -> None:
    files = sorted(ROOM.rglob("*.py"))
    assert len(files) > 20
    for file in files:
        assert not re.search(r"Markup|\|\s*safe|autoescape\s*=\s*False", file.read_text(encoding="utf-8")), (
            file
        )


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_form_that_changes_something_carries_its_token(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    for form in re.findall(r'<form[^>]*method="post".*?</form>', text, re.DOTALL):
        assert 'name="form_token"' in form or 'action="/sign-in"' in form


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_a_template_uses_only_what_its_page_declares(page: type[Page]) -> None:
    text = (ROOM / "templates" / page.template).read_text(encoding="utf-8")
    used = set(re.findall(r"\bpage\.([a-z_]+)", text)) - {"help"}
    assert used <= set(page.__dataclass_fields__)
    assert set(re.findall(r'page\.help\(["\']([a-z_]+)', text)) <= told(page)


def told(page: type[Page]) -> set[str]:
    hints = get_type_hints(page, include_extras=True)
    return {
        name
        for name, hint in hints.items()
        if any(isinstance(one, Told) for one in getattr(hint, "__metadata__", ()))
    }


def test_every_template_belongs_to_a_page() -> None:
    assert {page.template for page in PAGES} | {
        *("frame.html", "parts.html", "figures.html", "bank_parts.html", "transcript.html", "judging.html"),
        "improve_parts.html",
    } == {path.name for path in TEMPLATES}


def test_everything_that_can_be_booked_has_words() -> None:
    assert set(wording.STATES) == set(State)
    assert set(wording.EVIDENCE) == set(Evidence)
    assert set(wording.EVENTS) == set(events.KINDS)
    assert set(wording.ROLES) == set(operators.ROLES)
    assert wording.evidence("unheard of") == "unheard of"


def test_everything_on_the_trail_has_words_and_a_purpose() -> None:
    """Whoever puts a new action on the trail says in `actions` what it is and why it is done."""
    written = {
        name
        for file in ROOM.rglob("*.py")
        for name in re.findall(r'(?:action=|_note\(request, )"([a-z_]+)"', file.read_text(encoding="utf-8"))
    }
    assert {"read_transcript", "set_role", "find_citizen"} <= written <= set(actions.ACTIONS)
    assert set(actions.ROLES) == set(operators.ROLES) == set(rights.RIGHTS)
    assert set(rights.TOLD) == set(rights.Right)
