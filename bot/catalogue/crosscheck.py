"""What one file alone cannot show: names, hosts, departments, and what has to be confirmed."""

from typing import TYPE_CHECKING

from bot.catalogue.links import LinkError, ascii_host, canonical
from bot.catalogue.model import DEPARTMENTS, FACTS, Service
from bot.catalogue.reading import Sheet
from bot.catalogue.schema import NAME

if TYPE_CHECKING:
    from bot.catalogue.loader import Draft


def everything(draft: "Draft") -> None:
    _hosts(draft)
    _departments(draft)
    _danger(draft)
    _spoken_links(draft)
    _receipts(draft)
    for sheet, stem, service in draft.services:
        _service(sheet, stem, service, draft)
    _areas(draft)
    _former_ids(draft)


def _complain(sheet: Sheet, field: str, message: str) -> None:
    sheet.complain(sheet.line_of(field), field, message)


def _address(sheet: Sheet, field: str, url: str, draft: "Draft") -> None:
    try:
        canonical(url, draft.hosts)
    except LinkError as error:
        _complain(sheet, field, str(error))


def _hosts(draft: "Draft") -> None:
    for host in draft.hosts:
        try:
            plain = ascii_host(host)
        except LinkError:
            plain = ""
        if plain != host or "." not in host:
            need = "must be a host name in small letters, in its xn-- form where it has others than a-z"
            _complain(draft.hosts_sheet, f"hosts.{host}", need)


def _receipts(draft: "Draft") -> None:
    """A form belongs to a service that there is, or its receipts would complete nothing."""
    services = {service.id for _, _, service in draft.services}
    for source in draft.sources.values():
        for form, service in source.forms.items():
            if service not in services:
                _complain(draft.sources_sheet, f"sources.{source.id}.forms.{form}", "is no service here")


def _departments(draft: "Draft") -> None:
    sheet = draft.contacts_sheet
    for missing in [key for key in DEPARTMENTS if key not in draft.departments]:
        _complain(sheet, f"departments.{missing}", "is missing")
    for key, department in draft.departments.items():
        if key not in DEPARTMENTS:
            _complain(sheet, f"departments.{key}", f"is not one of {', '.join(DEPARTMENTS)}")
        for name, page in (("page", department.page), ("appointment", department.appointment)):
            if page:
                _address(sheet, f"departments.{key}.{name}.url", page.url, draft)


def _danger(draft: "Draft") -> None:
    seen: set[str] = set()
    for place, line in enumerate(draft.danger):
        if line.id in seen:
            _complain(draft.contacts_sheet, f"danger.{place}.id", f"{line.id} stands twice")
        seen.add(line.id)
    if not any(line.id == "life" and line.confirmed for line in draft.danger):
        _complain(draft.contacts_sheet, "danger", "needs a confirmed line with the id life (112)")


def _spoken_links(draft: "Draft") -> None:
    for language, said in draft.spoken.items():
        for key, text in said.items():
            pieces = [piece for block in text.blocks for row in block.rows for piece in row]
            for piece in pieces:
                if piece.href:
                    _address(draft.text_sheets[language], key, piece.href, draft)


def _service(sheet: Sheet, stem: str, service: Service, draft: "Draft") -> None:
    if service.id and service.id != stem:
        _complain(sheet, "id", f"must be the file's name, {stem}")
    elif service.id and not NAME.fullmatch(service.id):
        _complain(sheet, "id", "must be small letters, digits and _")
    if service.department and service.department not in draft.departments:
        _complain(sheet, "department", f"{service.department} is not in contacts.yml")
    if service.link:
        _address(sheet, "link.url", service.link.url, draft)
        if service.link.reference_parameter and f"{service.link.reference_parameter}=" in service.link.url:
            _complain(sheet, "link.reference_parameter", "is already in the address")
    if len(service.prepare["da"]) != len(service.prepare["en"]):
        _complain(sheet, "prepare", "must have as many items in Danish as in English")
    _form_names(sheet, service)
    _unconfirmed(sheet, service)


def _areas(draft: "Draft") -> None:
    """An area has a name, and became mandatory on one day for all that is counted in it."""
    first: dict[str, Service] = {}
    for sheet, _, service in draft.services:
        if service.area not in (service.id, *draft.targets.areas):
            _complain(sheet, "area", f"{service.area} is not one of the areas in targets.yml")
        known = first.setdefault(service.area, service)
        if known.mandatory.since != service.mandatory.since:
            need = f"{service.area} became mandatory on another day for {known.id}"
            _complain(sheet, "mandatory.since", need)
    services = {service.id for _, _, service in draft.services}
    for place, target in enumerate(draft.targets.targets):
        if target.area is not None and target.area not in services | draft.targets.areas.keys():
            need = f"{target.area} is neither a service nor one of the areas"
            _complain(draft.targets_sheet, f"targets.{place}.area", need)


def _former_ids(draft: "Draft") -> None:
    taken = {service.id: service.id for _, _, service in draft.services}
    for sheet, _, service in draft.services:
        for former in service.former_ids:
            if former in taken:
                _complain(sheet, "former_ids", f"{former} is already {taken[former]}")
            taken[former] = service.id


def _form_names(sheet: Sheet, service: Service) -> None:
    names = [part.name for part in service.demo_form]
    for place, name in enumerate(names):
        if name in names[:place]:
            _complain(sheet, f"demo_form.{place}.name", f"{name} stands twice")


def _unconfirmed(sheet: Sheet, service: Service) -> None:
    needed = [key for key in FACTS if key in service.facts and not service.facts[key].confirmed]
    needed += ["link"] if service.link is None else []
    needed += ["mitid"] if service.mitid == "unknown" else []
    needed += ["mandatory"] if service.mandatory.wave in ("unknown", "none_seen") else []
    for key in needed:
        if key not in service.unconfirmed:
            _complain(sheet, "unconfirmed", f"must name {key}, which nobody has confirmed")
    for key in service.unconfirmed:
        fact = service.facts.get(key)
        if fact and fact.confirmed:
            _complain(sheet, "unconfirmed", f"names {key}, which says that it is confirmed")
