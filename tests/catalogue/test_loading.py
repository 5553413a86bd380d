"""The catalogue is read strictly, and each complaint names file, line and field."""

import time
from pathlib import Path

import pytest

from bot.catalogue import Catalogue, CatalogueError, Finding, check, demo_url, load
from tests.catalogue import town

NEVER_FORM = {
    *("digital_post_exemption", "digital_selfservice_help", "home_care_apply", "rat_report"),
    *(
        "freedom_of_information_request",
        "hearing_aid",
        "disabled_parking_card",
        "noise_complaint",
        "mitid_get",
    ),
}


def findings_of(folder: Path) -> list[Finding]:
    with pytest.raises(CatalogueError) as caught:
        load(folder)
    return caught.value.findings


def test_the_real_catalogue_has_every_service_and_no_finding(catalogue: Catalogue) -> None:
    assert len(catalogue.services) == 87
    assert check(town.REAL, links=False) == []


def test_exactly_these_matters_are_never_sent_to_a_form(catalogue: Catalogue) -> None:
    assert {service.id for service in catalogue if service.never_form} == NEVER_FORM


def test_the_exemption_from_digital_post_leads_to_no_page(catalogue: Catalogue) -> None:
    rule = catalogue.services["digital_post_exemption"].never_form
    assert rule is not None
    assert (rule.channel, rule.only_if) == ("in_person", None)


def test_at_least_four_services_have_a_demo_form_of_several_fields(catalogue: Catalogue) -> None:
    forms = {service.id: service.demo_form for service in catalogue if service.demo_form}
    assert {"address_change", "health_card_reorder", "passport_renew", "bulky_waste"} <= forms.keys()
    assert all(len(form) > 1 for form in forms.values())


def test_the_real_catalogue_is_read_at_once() -> None:
    seconds = []
    for _ in range(3):
        begin = time.process_time()
        load(town.REAL)
        seconds.append(time.process_time() - begin)
    assert min(seconds) < 2


def test_links_are_kept_in_the_one_form_that_was_checked(small: Path) -> None:
    path = small / "services" / "health_card.yml"
    town.change(path, "https://www.borger.dk/kort", "https://WWW.BORGER.DK:443/hjælp")
    assert load(small).services["health_card"].link is not None
    assert load(small).services["health_card"].link.url == "https://www.borger.dk/hj%C3%A6lp"  # type: ignore[union-attr]


def test_with_a_demo_site_services_with_a_demo_form_lead_there_and_others_do_not(
    catalogue: Catalogue,
) -> None:
    demo = load(town.REAL, demo_origin="http://localhost:8082")
    link = demo.services["address_change"].link
    assert link is not None
    assert link.url == demo_url("http://localhost:8082/", "address_change")
    assert link.url == "http://localhost:8082/address_change"
    assert (link.kind, link.reference_parameter) == ("self_service", "ref")
    assert demo.services["ehic"].link == catalogue.services["ehic"].link


CASES = [
    pytest.param("id: health_card", "id: other", 1, "id", "file's name", id="another_id"),
    pytest.param("follow_up_days: 14\n", "", 1, "follow_up_days", "is missing", id="missing_key"),
    pytest.param("kle: null", "kle: null\ncolour: red", 34, "colour", "not a key", id="unknown_key"),
    pytest.param("kle: null", "kle: null\nkle: null", 34, "kle", "stands twice", id="duplicate_key"),
    pytest.param("  en: New yellow card\n", "", 3, "title.en", "is missing", id="one_language_only"),
    pytest.param("da: Nyt gult kort", 'da: ""', 3, "title.da", "must not be empty", id="empty_text"),
    pytest.param("da: Nyt gult kort", "da: null", 3, "title.da", "not empty", id="null_text"),
    pytest.param("da: Nyt gult kort", "da: 12", 3, "title.da", "in quotes", id="number_for_text"),
    pytest.param("da: Nyt gult kort", "da: [x]", 3, "title.da", "must be text", id="list_for_text"),
    pytest.param(
        "da: Nyt gult kort", 'da: "Nyt\\u200bgult"', 3, "title.da", "invisible", id="zero_width_in_text"
    ),
    pytest.param('mitid: "yes"', "mitid: yes", 25, "mitid", "in quotes", id="yes_without_quotes"),
    pytest.param('mitid: "yes"', 'mitid: "maybe"', 25, "mitid", "one of yes, no", id="unknown_choice"),
    pytest.param(
        "life_event: health", "life_event: luck", 27, "life_event", "one of", id="unknown_life_event"
    ),
    pytest.param("level: municipality", "level: king", 28, "handled_by.level", "one of", id="unknown_level"),
    pytest.param(
        "citizen_service", "citizens", 29, "department", "not in contacts.yml", id="no_such_department"
    ),
    pytest.param("follow_up_days: 14", "follow_up_days: 0", 30, "follow_up_days", "from 1", id="no_window"),
    pytest.param(
        "follow_up_days: 14", "follow_up_days: 14.5", 30, "follow_up_days", "number", id="half_a_day"
    ),
    pytest.param("det gule kort", "d" * 90 + "t", 6, "tells_apart.da", "at most 90", id="too_long_a_hint"),
    pytest.param(", Your doctor's name]", "]", 11, "prepare", "as many items", id="uneven_lists"),
    pytest.param("  price:\n", "  colour:\n", 15, "facts.colour", "not a fact we know", id="unknown_fact"),
    pytest.param("as_of: 2023", "as_of: 23", 19, "facts.price.as_of", "a year", id="not_a_year"),
    pytest.param(
        "confirmed: false", 'confirmed: "no"', 20, "facts.price.confirmed", "true or false", id="text_flag"
    ),
    pytest.param(
        "https://odense.dk/kort", "odense", 18, "facts.price.source", "one address", id="vague_source"
    ),
    pytest.param(
        "unconfirmed: [price]", "unconfirmed: []", 35, "unconfirmed", "must name price", id="not_owned_up"
    ),
    pytest.param(
        "[price]", "[price, luck]", 35, "unconfirmed", "luck is not one of", id="unknown_unconfirmed"
    ),
    pytest.param("[price]", "[price, price]", 35, "unconfirmed", "twice", id="unconfirmed_twice"),
    pytest.param(
        "confirmed: false", "confirmed: true", 35, "unconfirmed", "says that it is", id="contradiction"
    ),
    pytest.param(
        'mitid: "yes"', 'mitid: "unknown"', 35, "unconfirmed", "must name mitid", id="unknown_mitid"
    ),
    pytest.param("wave: 1,", "wave: 5,", 32, "mandatory.wave", "one of 1, 2", id="fifth_wave"),
    pytest.param(
        "since: 2012-12-01", "since: null", 32, "mandatory.since", "for a wave", id="wave_without_date"
    ),
    pytest.param("2012-12-01", "2012-13-01", 32, "mandatory.since", "a date such as", id="thirteenth_month"),
    pytest.param(
        "wave: 1,", "wave: none_seen,", 32, "mandatory.since", "must be null", id="date_without_wave"
    ),
    pytest.param(
        "https://www.borger.dk", "http://www.borger.dk", 22, "link.url", "https://", id="plain_http"
    ),
    pytest.param("www.borger.dk", "www.borger.evil.dk", 22, "link.url", "not on the list", id="foreign_host"),
    pytest.param("kind: self_service", "kind: form", 23, "link.kind", "one of", id="unknown_kind"),
    pytest.param(
        "parameter: null", 'parameter: "a b"', 24, "link.reference_parameter", "name", id="bad_parameter"
    ),
    pytest.param(
        "self_service\n  reference_parameter: null",
        "topic\n  reference_parameter: ref",
        *(24, "link.reference_parameter", "only a form"),
        id="reference_from_a_page",
    ),
    pytest.param(
        "kort\n  kind: self_service\n  reference_parameter: null",
        "kort?ref=1\n  kind: self_service\n  reference_parameter: ref",
        *(24, "link.reference_parameter", "already in the address"),
        id="reference_taken",
    ),
    pytest.param(
        "never_form: null",
        "never_form: {channel: fax, reason: {da: a, en: b}, only_if: null}",
        *(31, "never_form.channel", "one of"),
        id="unknown_channel",
    ),
    pytest.param(
        "never_form: null",
        "never_form: {channel: any, reason: {da: a, en: b}, only_if: {da: [], en: [x]}}",
        *(31, "never_form.only_if.da", "at least one word"),
        id="no_words_for_only_if",
    ),
    pytest.param(
        "demo_form: null",
        "demo_form:\n  - {name: Name, type: text, label: {da: a, en: b}, required: true, hint: null}",
        *(35, "demo_form.0.name", "small letters"),
        id="field_name_in_capitals",
    ),
    pytest.param(
        "demo_form: null",
        "demo_form:\n  - {name: day, type: select, label: {da: a, en: b}, required: true, hint: null}",
        *(35, "demo_form.0.options", "with a select"),
        id="select_without_options",
    ),
    pytest.param(
        "demo_form: null",
        "demo_form:\n"
        "  - {name: day, type: date, label: {da: a, en: b}, required: true}\n"
        "  - {name: day, type: date, label: {da: a, en: b}, required: true}",
        *(36, "demo_form.1.name", "twice"),
        id="two_fields_of_one_name",
    ),
]


@pytest.mark.parametrize(("old", "new", "line", "field", "message"), CASES)
def test_a_broken_service_is_refused_with_its_line(
    small: Path, old: str, new: str, line: int, field: str, message: str
) -> None:
    path = small / "services" / "health_card.yml"
    town.change(path, old, new)
    found = findings_of(small)
    match = [finding for finding in found if finding.field == field and message in finding.message]
    assert match, [str(finding) for finding in found]
    assert (match[0].file, match[0].line) == (str(path), line)


def test_a_finding_is_printed_as_file_line_field_message() -> None:
    assert str(Finding("a/b.yml", 3, "title.da", "is missing")) == "a/b.yml:3: title.da: is missing"


def test_all_findings_come_at_once(small: Path) -> None:
    path = small / "services" / "health_card.yml"
    for old, new in (("Nyt gult kort", '""'), ("14", "0"), ("kind: self_service", "kind: x")):
        town.change(path, old, new)
    assert [finding.line for finding in findings_of(small)] == [3, 23, 30]


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        pytest.param(b"id: [a\ntitle: b", 2, "not YAML", id="broken_yaml"),
        pytest.param(b"id: a\n---\nid: b\n", 2, "not YAML", id="two_documents"),
        pytest.param("id: blåbær".encode("latin-1"), 1, "not UTF-8", id="latin_1"),
        pytest.param(b"- id\n", 1, "mapping of keys", id="a_list"),
        pytest.param(b"", 1, "mapping of keys", id="empty"),
        pytest.param(b"id: a\x00b", 1, "not YAML", id="nul"),
        pytest.param(b"? [a]\n: b\n", 1, "plain word", id="a_list_as_key"),
        pytest.param(b"id: !!python/object:os.system x", 1, "must be text", id="a_python_tag"),
    ],
)
def test_a_file_that_is_no_service_is_a_finding(small: Path, content: bytes, line: int, message: str) -> None:
    path = small / "services" / "odd.yml"
    path.write_bytes(content)
    found = [finding for finding in findings_of(small) if finding.file == str(path)]
    assert any(finding.line == line and message in finding.message for finding in found), found


def test_an_alias_bomb_is_refused_quickly(small: Path) -> None:
    lines = ['a0: &a0 ["x", "x"]'] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)]
    (small / "services" / "bomb.yml").write_text("\n".join(lines))
    assert any(finding.field == "a39" for finding in findings_of(small))


def test_an_empty_folder_is_a_finding_and_not_a_traceback(tmp_path: Path) -> None:
    messages = [str(finding) for finding in findings_of(tmp_path)]
    assert any("no service" in message for message in messages)
    assert any("contacts.yml:1: file: cannot be read" in message for message in messages)


OTHER_FILES = [
    pytest.param(
        "contacts.yml", "  jobs:", "  work:", "departments.jobs", "is missing", id="department_gone"
    ),
    pytest.param(
        "contacts.yml", "  jobs:", "  work:", "departments.work", "is not one of", id="department_new"
    ),
    pytest.param(
        "contacts.yml",
        "unconfirmed: [telephone, hours,",
        "unconfirmed: [hours,",
        *("departments.citizen_service.unconfirmed", "must name telephone"),
        id="unknown_telephone_not_owned_up",
    ),
    pytest.param(
        "contacts.yml",
        "telephone: null",
        'telephone: "33 66"',
        *("departments.citizen_service.telephone", "+45"),
        id="telephone_without_country",
    ),
    pytest.param(
        "contacts.yml",
        "email: null",
        "email: a@b",
        "departments.citizen_service.email",
        "one address",
        id="mailbox",
    ),
    pytest.param(
        "contacts.yml",
        "hours: null",
        "hours: {monday: ['8-15'], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [],"
        " sunday: [], closed: [easter]}",
        *("departments.citizen_service.hours.monday", "08:00-15:30"),
        id="interval_without_minutes",
    ),
    pytest.param(
        "contacts.yml",
        "hours: null",
        "hours: {monday: [], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [],"
        " sunday: [], closed: [easter]}",
        *("departments.citizen_service.hours.closed", "neither a date"),
        id="unknown_closing_day",
    ),
    pytest.param(
        "contacts.yml",
        "https://www.kk.dk/borger/borgerservice",
        "https://evil.dk/",
        *("departments.citizen_service.page.url", "not on the list"),
        id="page_on_a_foreign_host",
    ),
    pytest.param("contacts.yml", "- id: life", "- id: danger", "danger", "112", id="no_112"),
    pytest.param("contacts.yml", "- id: police", "- id: life", "danger.1.id", "twice", id="danger_twice"),
    pytest.param(
        "contacts.yml",
        "source: null\n    confirmed: false",
        "source: null\n    confirmed: true",
        *("danger.2.source", "needs the source"),
        id="confirmed_without_source",
    ),
    pytest.param(
        "links.yml", "  www.borger.dk:", "  WWW.borger.dk:", "hosts.WWW.borger.dk", "small", id="capital_host"
    ),
    pytest.param(
        "links.yml", "  post.borger.dk:", "  bygogmiljø.dk:", "hosts.bygogmiljø.dk", "xn--", id="no_idna"
    ),
    pytest.param("texts/da.yml", "greet: Hej!", "greets: Hej!", "greet", "is missing", id="text_gone"),
    pytest.param("texts/da.yml", "greet: Hej!", "greets: Hej!", "greets", "not a key", id="text_new"),
    pytest.param(
        "texts/en.yml", "greet: Hello!", "greet: Hello {name}!", "greet", "no value here", id="placeholder"
    ),
    pytest.param(
        "texts/en.yml", "greet: Hello!", "greet: Hello {0.x}!", "greet", "plain name", id="attribute"
    ),
    pytest.param("texts/en.yml", "greet: Hello!", "greet: Hello { !", "greet", "plain name", id="lone_brace"),
    pytest.param(
        "texts/en.yml",
        "greet: Hello!",
        "greet: '[x](https://evil.dk)' #",
        "greet",
        "not on the list",
        id="text_link",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "field", "message"), OTHER_FILES)
def test_contacts_links_and_texts_are_as_strict(
    small: Path, file: str, old: str, new: str, field: str, message: str
) -> None:
    town.change(small / file, old, new)
    found = [finding for finding in findings_of(small) if finding.field == field]
    assert any(message in finding.message for finding in found), findings_of(small)
    assert all(finding.file == str(small / file) for finding in found)
    assert all(field == "danger" or finding.line > 1 or "missing" in finding.message for finding in found)
