"""Accounts, from the first administrator on."""

import asyncio
import re

import pytest

from bot.console import accounts, passwords
from bot.console.accounts import Refusal
from bot.console.passwords import Passwords
from bot.ledger import Ledger, operators
from bot.ledger.operators import audit
from tests.console.conftest import PASSWORD, Browser, Clock, operator


async def test_the_first_administrator_is_made_once(ledger: Ledger, clock: Clock, hasher: Passwords) -> None:
    made = await accounts.first_sign_in(ledger, clock, hasher=hasher)
    assert made is not None
    assert made.password not in repr(made)
    found = await ledger.read(operators.all)
    assert [(one.name, one.role) for one in found] == [("admin", "administrator")]
    assert passwords.is_once(found[0].password_hash)


async def test_until_it_was_used_each_start_prints_a_new_password(
    ledger: Ledger, clock: Clock, hasher: Passwords
) -> None:
    first = await accounts.first_sign_in(ledger, clock, hasher=hasher)
    second = await accounts.first_sign_in(ledger, clock, hasher=hasher)
    assert first is not None
    assert second is not None
    stored = (await ledger.read(operators.all))[0].password_hash
    assert await hasher.matches(second.password, stored)
    assert not await hasher.matches(first.password, stored)


async def test_nothing_is_made_once_somebody_has_an_account(
    ledger: Ledger, clock: Clock, hasher: Passwords
) -> None:
    await operator(ledger, "Ada", "administrator", clock)
    assert await accounts.first_sign_in(ledger, clock, hasher=hasher) is None


async def test_two_processes_that_start_at_once_make_one_administrator(
    ledger: Ledger, clock: Clock, hasher: Passwords
) -> None:
    made = await asyncio.gather(*(accounts.first_sign_in(ledger, clock, hasher=hasher) for _ in range(3)))
    assert sum(one is not None for one in made) == 1
    assert len(await ledger.read(operators.all)) == 1


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\x00b", "a\u202eb"])
async def test_a_name_that_nobody_can_read_is_refused(
    name: str, ledger: Ledger, clock: Clock, hasher: Passwords
) -> None:
    with pytest.raises(Refusal):
        await accounts.add(ledger, name, "reviewer", clock, hasher=hasher)


async def test_a_name_and_its_twin_are_one(ledger: Ledger, clock: Clock, hasher: Passwords) -> None:
    await operator(ledger, "Ada", "reviewer", clock)
    with pytest.raises(Refusal, match="already"):
        await accounts.add(ledger, "ＡＤＡ", "reviewer", clock, hasher=hasher)
    with pytest.raises(Refusal, match="role"):
        await accounts.add(ledger, "Eve", "emperor", clock, hasher=hasher)


async def test_an_administrator_adds_an_operator_who_signs_in(admin: Browser, ledger: Ledger) -> None:
    page = await (await admin.post("/operators", name="Bo <b>", role="reviewer")).text()
    assert "Bo &lt;b&gt;" in page
    shown = re.search(r'class="secret"><code>([^<]+)', page)
    assert shown is not None
    assert (await admin.sign_in("Bo <b>", shown[1])).status == 303
    assert "has a one-time password" not in await (await admin.get("/account/password")).text()
    entries = await ledger.read(lambda conn: audit.newest(conn))
    assert next(entry.detail for entry in entries if entry.action == "add_operator") == {"role": "reviewer"}


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"name": "ada", "role": "reviewer"}, id="name_taken"),
        pytest.param({"name": "Bo", "role": "emperor"}, id="no_such_role"),
        pytest.param({"name": " ", "role": "reviewer"}, id="no_name"),
    ],
)
async def test_what_cannot_be_added_is_said_on_the_page(fields: dict[str, str], admin: Browser) -> None:
    answer = await admin.post("/operators", **fields)
    assert answer.status == 409
    assert 'role="alert"' in await answer.text()


@pytest.mark.parametrize("what", ["role", "disable"])
async def test_an_administrator_is_always_left(
    what: str, ledger: Ledger, clock: Clock, hasher: Passwords
) -> None:
    last = await operator(ledger, "Ada", "administrator", clock)
    change = (
        accounts.disable(ledger, last, clock, by="x")
        if what == "disable"
        else accounts.set_role(ledger, last, "auditor", clock, by="x")
    )
    with pytest.raises(Refusal, match="last administrator"):
        await change
    await operator(ledger, "Bo", "administrator", clock)
    await accounts.disable(ledger, last, clock, by="x")


@pytest.mark.parametrize("what", ["role", "password", "disable"])
async def test_nobody_changes_their_own_account_among_the_operators(
    what: str, admin: Browser, ledger: Ledger, clock: Clock
) -> None:
    await operator(ledger, "Bo", "administrator", clock)
    ada = await ledger.read(lambda conn: operators.by_name(conn, "Ada"))
    assert ada is not None
    answer = await admin.post(f"/operators/{ada.id}/{what}", role="auditor")
    assert answer.status == 409
    assert "ask another administrator" in await answer.text()


async def test_a_disabled_operator_stays_in_the_list(
    admin: Browser, ledger: Ledger, clock: Clock, hasher: Passwords
) -> None:
    id = await operator(ledger, "Bo", "reviewer", clock)
    assert (await admin.post(f"/operators/{id}/disable")).status == 303
    assert "Disabled" in await admin.text("/operators")
    assert (await admin.post(f"/operators/{id}/disable")).status == 409
    assert (await admin.post(f"/operators/{'f' * 32}/password")).status == 409


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        pytest.param({"current": "wrong"}, "present password is wrong", id="wrong_present_one"),
        pytest.param({"again": "something else it is"}, "not the same", id="typed_differently"),
        pytest.param({"new": PASSWORD, "again": PASSWORD}, "another password", id="the_same"),
        pytest.param({"new": "kort", "again": "kort"}, "at least 15", id="short"),
        pytest.param({"new": "ada ada ada 2026", "again": "ada ada ada 2026"}, "Guessers", id="own_name"),
    ],
)
async def test_a_password_is_not_changed_for_a_reason_that_is_said(
    fields: dict[str, str], sentence: str, admin: Browser
) -> None:
    good = {"current": PASSWORD, "new": "otte grå duer på taget", "again": "otte grå duer på taget"}
    answer = await admin.post("/account/password", **{**good, **fields})
    assert answer.status == 422
    assert sentence in await answer.text()


async def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(
    admin: Browser, clock: Clock
) -> None:
    before = admin.cookie("genvej")
    new = "otte grå duer på taget"
    answer = await admin.post("/account/password", current=PASSWORD, new=new, again=new)
    assert answer.headers["Location"] == "/account?changed=1"
    assert admin.cookie("genvej") != before
    assert "Your password was changed" in await admin.text("/account?changed=1")
    assert await admin.status_with(before) == 401


async def test_a_stolen_session_does_not_help_to_guess_the_password(admin: Browser) -> None:
    new = "otte grå duer på taget"
    for _ in range(3):
        await admin.post("/account/password", current="wrong", new=new, again=new)
    answer = await admin.post("/account/password", current=PASSWORD, new=new, again=new)
    assert answer.status == 422


async def test_all_sessions_can_be_ended_by_their_owner(admin: Browser, ledger: Ledger) -> None:
    token = admin.cookie("genvej")
    assert (await admin.post("/account/sessions")).headers["Location"] == "/sign-in"
    assert await admin.status_with(token) == 401
