"""The form of receipts.yml: which form engines send receipts, and how each shows that it is itself."""

import re

from bot.catalogue.model import GENERIC, Certificate, ReceiptSource, Signature
from bot.catalogue.reading import Section

ADAPTERS = ("generic", "webform", "os2forms", "openforms-json", "openforms-objects")
SOURCE = re.compile(r"[a-z][a-z0-9-]{0,39}")
HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,59}")
FIELD = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,59}")
VISIBLE = re.compile(r"[\x20-\x7e]{8,}")  # shorter names no certificate
FORM = re.compile(r"[A-Za-z0-9_.:-]{1,100}")


def sources(root: Section) -> dict[str, ReceiptSource]:
    """By name, as in `/api/receipts/<name>`; the generic one is always there."""
    section = root.section("sources")
    parts = {key: section.section(key) for key in section} if section else {}
    for key in parts:
        if not SOURCE.fullmatch(key) and section:
            section.complain(key, "must be small letters, digits and -")
    root.close()
    read = {key: _source(key, part) for key, part in parts.items() if part is not None}
    return {GENERIC.id: GENERIC, **read}


def _source(key: str, section: Section) -> ReceiptSource:
    value = ReceiptSource(
        id=key,
        adapter=section.choice("adapter", ADAPTERS),
        header=section.optional_text("header"),
        signature=_signature(section.section("signature", optional=True)),
        field=section.text("field"),
        forms=_forms(section.section("forms", optional=True)),
        certificate=_certificate(section.section("certificate")) if "certificate" in section else None,
    )
    if not value.secret and value.certificate is None:
        section.complain("header", "must be given where there is neither signature nor certificate")
    if value.header is not None and not HEADER.fullmatch(value.header):
        section.complain("header", "must be the name of a header, such as Authorization")
    if not FIELD.fullmatch(value.field):
        section.complain("field", "must be the name of the hidden form field that carries our code")
    section.close()
    return value


def _signature(section: Section | None) -> Signature | None:
    if section is None:
        return None
    value = Signature(section.text("header"), section.text("timestamp_header"))
    for key, name in (("header", value.header), ("timestamp_header", value.timestamp_header)):
        if name and not HEADER.fullmatch(name):
            section.complain(key, "must be the name of a header")
    section.close()
    return value


def _certificate(section: Section | None) -> Certificate | None:
    if section is None:
        return None
    value = Certificate(section.text("header", limit=60), section.text("value", limit=400))
    if value.header and not HEADER.fullmatch(value.header):
        section.complain("header", "must be the name of a header, such as X-SSL-Client-Fingerprint")
    if value.value and not VISIBLE.fullmatch(value.value):
        section.complain("value", "must be what the proxy sends, such as the certificate's fingerprint")
    section.close()
    return value


def _forms(section: Section | None) -> dict[str, str]:
    if section is None:
        return {}
    for form in section:
        if not FORM.fullmatch(form):
            section.complain(form, "must be a form's id: letters, digits and . _ : -")
    return {form: section.text(form) for form in section}
