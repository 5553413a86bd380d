"""A file of contacts from the browser to the ledger: looked at first, described by example, taken back."""

import asyncio
import csv
import io
import re
import stat
from collections.abc import AsyncIterator, Awaitable, Callable

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from aiohttp import ClientResponse, FormData

from bot.catalogue import Catalogue
from bot.console.bringing import Bringing
from bot.console.shared import ConsoleSettings
from bot.intake import layout
from bot.intake.shelf import Stage
from bot.ledger import Ledger, imports
from bot.ledger.operators import audit
from tests.console.conftest import PSEUDONYMS, Browser, Clock, console_settings, signed_in

CPR = "010150-1234"
HEADER = "contact_id,at,channel,service,citizen\n"
GOOD = (
    f"{HEADER}1,2026-11-20T12:00:00+01:00,telephone,other,{CPR}\n2,2026-11-21T12:00:00+01:00,letter,ehic,\n"
)
NEWS = "Nr;Dato;Kanal;Emne;CPR\n7;20-11-2026 12:00;Telefon;PAS;0101501234\n8;21-11-2026 12:00;Brev;=1+1;\n"


@pytest.fixture
def settings() -> ConsoleSettings:
    return console_settings(upload_bytes=200_000)


@pytest.fixture
async def manager(ledger: Ledger, clock: Clock, new_browser: Callable[[], Awaitable[Browser]]) -> Browser:
    return await signed_in(ledger, clock, await new_browser(), "manager")


async def send(
    browser: Browser, content: bytes | str, name: str = "calls.csv", **more: str
) -> ClientResponse:
    form = FormData(default_to_multipart=True, quote_fields=False)
    given = {"form_token": await browser.form_token(), "source": "telephone", "mapping": "", **more}
    for field, value in given.items():
        form.add_field(field, value)
    data = content.encode() if isinstance(content, str) else content
    form.add_field("file", data, filename=name, content_type="application/octet-stream")
    headers = {"Origin": browser.origin}
    return await browser.client.post("/channels/upload", data=form, headers=headers, allow_redirects=False)


async def sent(browser: Browser, content: bytes | str, **more: str) -> str:
    """Where the file's page is, once nothing is going on with it any more."""
    answer = await send(browser, content, **more)
    assert answer.status == 303, await answer.text()
    return await rested(browser, answer.headers["Location"])


async def rested(browser: Browser, place: str) -> str:
    async with asyncio.timeout(60):
        while (await (await browser.get(f"{place}/progress")).json())["stage"] in ("checking", "importing"):
            await asyncio.sleep(0.05)
    return place


def counts(page: str) -> list[int]:
    """Counted, repeated and rejected, as the page says."""
    return [int(one) for one in re.findall(r"<dd>(\d+)</dd>", page)]


def kept(ledger: Ledger) -> list[str]:
    return [path.name for path in (ledger.folder / "uploads").iterdir() if path.is_dir()]


async def only_import(ledger: Ledger) -> imports.Import:
    (found,) = await ledger.read(imports.newest)
    return found


async def test_a_file_is_looked_at_first_and_then_imported(manager: Browser, ledger: Ledger) -> None:
    place = await sent(manager, GOOD + "3,2026-11-20,telephone,other,\n")
    page = await manager.text(place)
    assert counts(page) == [2, 0, 1]
    assert "at: has no zone" in page
    assert "2026-11, letter" in page
    assert await ledger.read(imports.newest) == []
    assert (await manager.post(f"{place}/import")).status == 303
    assert "Imported as" in await manager.text(await rested(manager, place))
    done = await only_import(ledger)
    assert (done.accepted, done.rejected, done.source, done.name) == (2, 1, "telephone", "calls.csv")
    assert done.finished_at is not None
    history = await manager.text("/channels")
    assert done.id in history
    assert done.file_digest is not None
    assert done.file_digest[:16] in history
    actions = [one.action for one in await ledger.read(audit.newest)]
    assert {"upload_contacts", "import_contacts"} <= {*actions}


async def test_doubles_are_told_before_and_after(manager: Browser, ledger: Ledger) -> None:
    twice = GOOD + GOOD.removeprefix(HEADER)
    place = await sent(manager, twice)
    assert counts(await manager.text(place)) == [2, 2, 0]
    await manager.post(f"{place}/import")
    await rested(manager, place)
    assert ((await only_import(ledger)).accepted, (await only_import(ledger)).repeated) == (2, 2)
    page = await manager.text(await sent(manager, twice))
    assert counts(page) == [0, 4, 0]
    assert "This very file was imported before" in page


async def test_an_unknown_file_is_described_by_example(manager: Browser, ledger: Ledger) -> None:
    place = await sent(manager, NEWS)
    page = await manager.text(place)
    assert "Which column is what?" in page
    assert "0101501234" not in page
    assert re.search(r'<option value="Nr" selected>|<option value="Dato" selected>', page)
    columns = {f"column-{ours}": theirs for ours, theirs in COLUMNS.items()}
    answer = await manager.post(
        f"{place}/columns", **columns, form="%d-%m-%Y %H:%M", zone="Europe/Copenhagen"
    )
    assert answer.status == 303
    page = await manager.text(place)
    assert 'value="telephone"' in page
    codes = {"code-channel-0": "telephone", "code-channel-1": "letter", "code-service-0": "passport_renew"}
    answer = await manager.post(f"{place}/codes", **codes, **{"otherwise-service": "other"})
    assert answer.status == 303
    page = await manager.text(await rested(manager, place))
    assert counts(page) == [2, 0, 0]
    mapping = await (await manager.get(f"{place}/mapping.yml")).text()
    assert "0101501234" not in mapping
    await manager.post(f"{place}/import")
    await rested(manager, place)
    kept = await manager.get("/channels/mappings/telephone.yml")
    assert await kept.text() == mapping
    assert "telephone.yml" in await manager.text("/channels")
    assert (await only_import(ledger)).accepted == 2
    assert layout.load(ledger.folder / "mappings" / "telephone.yml").source == "telephone"
    again = await sent(manager, NEWS.replace("7;", "9;"), mapping="telephone")
    assert counts(await manager.text(again)) == [1, 1, 0]


COLUMNS = {"contact_id": "Nr", "at": "Dato", "channel": "Kanal", "service": "Emne", "citizen": "CPR"}


async def test_what_is_not_described_is_asked_for_again(manager: Browser) -> None:
    place = await sent(manager, NEWS)
    answer = await manager.post(f"{place}/columns", **{"column-contact_id": "Nr"})
    page = await answer.text()
    assert answer.status == 409
    assert "Say where to find: Time, Channel, Service." in page
    strange = await manager.post(f"{place}/columns", **{"column-contact_id": "No such"})
    assert "the file has no such column" in await strange.text()


async def test_an_import_is_taken_back_with_a_reason_and_only_once(manager: Browser, ledger: Ledger) -> None:
    place = await sent(manager, GOOD)
    await manager.post(f"{place}/import")
    await rested(manager, place)
    id = (await only_import(ledger)).id
    assert (await manager.post(f"/channels/imports/{id}/undo", reason=" ")).status == 422
    both = await asyncio.gather(
        *(manager.post(f"/channels/imports/{id}/undo", reason=f"Wrong month, {CPR}") for _ in range(2))
    )
    assert sorted(one.status for one in both) == [303, 409]
    found = await only_import(ledger)
    assert found.undone_at is not None
    assert found.undone_reason is not None
    assert CPR not in found.undone_reason
    page = await manager.text("/channels")
    assert "Taken back" in page
    assert "Wrong month" in page
    assert CPR not in page


async def test_nobody_is_named_in_what_is_shown_or_left(manager: Browser, ledger: Ledger) -> None:
    """Not on the page, not in the rejects, and once it is done not on the disk."""
    rows = f"3,never,telephone,other,{CPR}\n4,2026-11-20T12:00:00+01:00,fax,=cmd(),{CPR}\n"
    place = await sent(manager, GOOD + rows)
    page = await manager.text(place)
    rejects = await (await manager.get(f"{place}/rejects.csv")).text()
    assert CPR not in page + rejects
    cells = [cell for row in csv.reader(io.StringIO(rejects)) for cell in row]
    assert "[citizen]" in cells
    assert "'=cmd()" in cells
    folder = ledger.folder / "uploads"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    await manager.post(f"{place}/import")
    await rested(manager, place)
    left = [path for path in ledger.folder.rglob("*") if path.is_file()]
    assert left
    assert not [path for path in left if CPR.encode() in path.read_bytes()]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"PK\x03\x04" + bytes(100), "ZIP archive", id="zip"),
        pytest.param(b"\x1f\x8b\x08" + bytes(100), "packed with gzip", id="gzip"),
        pytest.param(b"a,b\n\x00\x01", "no text and no Parquet", id="binary"),
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b"PAR1" + bytes(100), "no Parquet file", id="broken_parquet"),
        pytest.param(b"[1]", "one JSON array", id="array"),
        pytest.param(b"x" * 70_000, "no header", id="endless_line"),
    ],
)
async def test_what_is_no_file_of_contacts_is_refused_in_a_sentence(
    manager: Browser, ledger: Ledger, content: bytes, said: str
) -> None:
    answer = await send(manager, content)
    assert answer.status == 422
    assert said in await answer.text()
    assert kept(ledger) == []


async def test_a_parquet_bomb_is_refused_and_the_server_stays_small(manager: Browser) -> None:
    """A hundred KB on disk that would unpack to four GB."""
    sink = io.BytesIO()
    field = pa.array(["x" * 1_000_000])
    table = pa.table({"contact_id": pa.DictionaryArray.from_arrays(pa.array([0] * 4000, pa.int32()), field)})
    pq.write_table(table, sink, compression="zstd")
    assert len(sink.getvalue()) < 200_000
    answer = await send(manager, sink.getvalue())
    assert answer.status == 422
    assert re.search("needs more memory|was ended", await answer.text())


async def test_a_file_that_is_too_large_is_refused_before_and_while_it_comes(
    manager: Browser, ledger: Ledger
) -> None:
    answer = await send(manager, GOOD + "x" * 300_000)
    assert answer.status == 413
    assert "larger than 0 MB" in await answer.text()

    async def endless() -> AsyncIterator[bytes]:
        head = f'--b\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n{token}\r\n'
        for name, value in (("source", "telephone"), ("mapping", "")):
            head += f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        yield (head + '--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n').encode()
        for _ in range(100):
            yield b"x" * 10_000

    token = await manager.form_token()
    headers = {"Origin": manager.origin, "Content-Type": "multipart/form-data; boundary=b"}
    streamed = await manager.client.post("/channels/upload", data=endless(), headers=headers)
    assert streamed.status == 413
    assert kept(ledger) == []


async def test_a_name_is_never_a_path(manager: Browser, ledger: Ledger) -> None:
    answer = await send(manager, GOOD, name=f"../../etc/{CPR}.csv")
    page = await manager.text(answer.headers["Location"])
    assert "etc" not in page
    assert CPR not in page
    assert not (ledger.folder.parent / "etc").exists()


async def test_without_the_forms_token_nothing_is_kept(manager: Browser, ledger: Ledger) -> None:
    answer = await send(manager, GOOD, form_token="x" * 43)
    assert answer.status == 403
    assert kept(ledger) == []


async def test_windows_text_is_read_as_it_was_meant(manager: Browser) -> None:
    place = await sent(manager, "Sagsnr;Årsag\n1;Råd\n".encode("windows-1252"))
    assert "Råd" in await manager.text(place)


async def test_a_restart_goes_on_with_an_import_and_throws_all_else_away(
    ledger: Ledger, catalogue: Catalogue, clock: Clock
) -> None:
    """As after a kill: the folders are there, and nobody works on them."""
    before = Bringing(ledger, catalogue, PSEUDONYMS, clock)
    shelf = before.shelf
    begun = shelf.new(by="me", name="a.csv", source="telephone", at=clock())
    shelf.content(begun.id).write_text(GOOD)
    shelf.keep(begun, stage=Stage.IMPORTING)
    waiting = shelf.new(by="me", name="b.csv", source="telephone", at=clock())
    shelf.content(waiting.id).write_text(GOOD)
    shelf.keep(waiting, stage=Stage.CHECKED)
    half = shelf.new(by="me", name="c.csv", source="telephone", at=clock())
    after = Bringing(ledger, catalogue, PSEUDONYMS, clock)
    await after.open()
    async with asyncio.timeout(60):
        while (found := shelf.find(begun.id)) is None or found.stage is not Stage.DONE:
            await asyncio.sleep(0.05)
    await after.close()
    assert (await only_import(ledger)).accepted == 2
    assert not shelf.content(begun.id).exists()
    assert [shelf.find(one.id) for one in (waiting, half)] == [None, None]
    assert kept(ledger) == [begun.id]
