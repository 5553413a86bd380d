"""What `genvej catalogue check` prints, and whether addresses answer."""

import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.catalogue import Catalogue, check, main_check, reach, unconfirmed
from tests.catalogue import town


def printed(folder: Path) -> tuple[int, list[str]]:
    out = io.StringIO()
    status = main_check(folder, False, out)
    return status, out.getvalue().splitlines()


def test_a_clean_catalogue_prints_what_is_unconfirmed_and_the_counts(small: Path) -> None:
    status, lines = printed(small)
    assert status == 0
    assert lines[0] == "To be confirmed by the municipality before citizens rely on it:"
    assert "  prices (1): health_card" in lines
    assert any(line.startswith("  telephone numbers (17): citizen_service, registry") for line in lines)
    assert any("not shown until confirmed" in line and "1813 acute_illness" in line for line in lines)
    # 1 price, 17 departments with 5 unknowns each, 4 numbers for danger, 9 prices and costs, 1 target
    assert lines[-1] == "Services: 1. Departments: 17. Hosts: 29. Findings: 0. To confirm: 100."


def test_findings_are_printed_first_and_the_exit_code_is_1(small: Path) -> None:
    path = small / "services" / "health_card.yml"
    town.change(path, "follow_up_days: 14", "follow_up_days: 0")
    status, lines = printed(small)
    assert status == 1
    assert lines[0] == f"{path}:30: follow_up_days: must be from 1 to 90 days"
    assert "Findings: 1." in lines[-1]


def test_a_folder_that_does_not_exist_is_a_finding(tmp_path: Path) -> None:
    status, lines = printed(tmp_path / "nowhere")
    assert status == 1
    assert any("cannot be read: No such file or directory" in line for line in lines)


def test_what_is_unconfirmed_names_every_fact_that_nobody_confirmed(catalogue: Catalogue) -> None:
    points = {(point.what, point.subject) for point in unconfirmed(catalogue)}
    for service in catalogue:
        for name, fact in service.facts.items():
            assert ((name, service.id) in points) != fact.confirmed
        assert service.link is not None or ("link", service.id) in points
    assert ("danger", "112 life") not in points


class Pages(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self.answer(405 if self.path == "/no-head" else 404 if self.path == "/gone" else 200)

    def do_GET(self) -> None:
        self.answer(404 if self.path == "/gone" else 200)

    def answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        pytest.param("/", None, id="answers"),
        pytest.param("/no-head", None, id="refuses_head_but_answers_get"),
        pytest.param("/hjælp", None, id="danish_path"),
        pytest.param("/gone", "answers 404", id="gone"),
    ],
)
def test_an_address_is_tried_by_head_and_then_by_get(site: str, path: str, problem: str | None) -> None:
    assert reach.problem_with(site + path) == problem


def test_an_address_where_nobody_listens_cannot_be_reached(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as gone:
        port = gone.server_port
    problem = reach.problem_with(f"http://127.0.0.1:{port}/")
    assert problem is not None
    assert problem.startswith("cannot be reached: ")


def test_an_address_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "TIMEOUT_SECONDS", 0.05)
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as silent:  # accepts, and is never served
        problem = reach.problem_with(f"http://127.0.0.1:{silent.server_port}/")
    assert problem is not None
    assert problem.startswith("cannot be reached: ")


def test_each_address_is_tried_once_and_complained_of_at_every_place() -> None:
    tried: list[str] = []

    def problem(url: str) -> str | None:
        tried.append(url)
        return "answers 404" if url.endswith("b") else None

    places = [reach.Address("f.yml", line, "link.url", url) for line, url in ((1, "a"), (2, "b"), (3, "b"))]
    found = [str(finding) for finding in reach.findings(places, problem)]
    assert sorted(tried) == ["a", "b"]
    assert found == ["f.yml:2: link.url: b answers 404", "f.yml:3: link.url: b answers 404"]


def test_with_links_an_unreachable_address_is_a_finding_at_its_line(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        reach.findings, "__defaults__", (lambda url: "answers 404" if "/kort" in url else None,)
    )
    found = [str(finding) for finding in check(small, links=True)]
    path = small / "services" / "health_card.yml"
    assert found == [f"{path}:22: link.url: https://www.borger.dk/kort answers 404"]
