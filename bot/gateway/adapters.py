"""What each form engine's receipt looks like: only the named fields are read, everything else is dropped."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from bot.http.problem import validate

State = Literal["completed", "updated", "deleted", "draft", "converted"]
FormId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,100}$")]
Reference = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,200}$")]
Short = Annotated[str, StringConstraints(max_length=200)]


def in_utc(at: datetime) -> datetime:
    """Raises ValueError at both ends of the calendar, where another zone's time has no date in UTC."""
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise ValueError("a time that has no date in UTC") from None


Moment = Annotated[AwareDatetime, AfterValidator(in_utc)]


@dataclass(frozen=True, slots=True)
class Told:
    """What a receipt says, whichever engine wrote it. `citizen` is an identifier: never kept as it is."""

    form: str
    reference: str
    state: str = "completed"
    code: str | None = None
    submitted_at: datetime | None = None
    citizen: str | None = None


class Read(BaseModel):
    """Fields that are not named are dropped unread."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


class GenericReceipt(Read):
    """Our own shape. `citizen` is a CPR number, an e-mail address or a telephone number."""

    form: FormId
    reference: Reference
    state: State = "completed"
    ref: Short | None = None
    submitted_at: Moment | None = None
    citizen: Short | None = None


class Webform(Read):
    """Drupal Webform's remote post: its own field names, or ours where the custom data gives them."""

    form: FormId | None = None
    webform_id: FormId | None = None
    reference: Reference | None = None
    uuid: Reference | None = None
    state: State = "completed"
    in_draft: Short | bool | int = "0"
    completed: Annotated[int, Field(ge=0, le=32_503_680_000)] | Literal[""] | None = None
    citizen: Short | None = None


class _Id(Read):
    id: FormId


class _Uuid(Read):
    uuid: Reference


class _Os2Data(Read):
    webform: _Id
    submission: _Uuid


class Os2forms(Read):
    """Ids only; the link that comes with them leads to personal data and is never followed."""

    data: _Os2Data


class _Metadata(Read):
    public_reference: Reference
    form_id: FormId
    registration_timestamp: Moment | None = None


class OpenFormsJson(Read):
    values: dict[str, Any] = Field(default_factory=dict)
    metadata: _Metadata


class _Record(Read):
    data: dict[str, Any]


class OpenFormsObject(Read):
    record: _Record


class _ObjectData(Read):
    """As the first version names them, and as the second is set up by docs/receipts.md."""

    form: FormId = Field(validation_alias="type")
    reference: Reference = Field(validation_alias="submission_id")


def generic(body: object, field: str) -> Told:
    read = validate(GenericReceipt, body)
    return Told(read.form, read.reference, read.state, read.ref, read.submitted_at, read.citizen)


def webform(body: object, field: str) -> Told:
    """Raises Problem 422 also where neither the form's id nor the submission's is sent along."""
    read = validate(Webform, body)
    sent = {"form": read.form or read.webform_id, "reference": read.reference or read.uuid}
    known = validate(_Known, {name: value for name, value in sent.items() if value})
    draft = str(read.in_draft).lower() in {"1", "true"}
    at = datetime.fromtimestamp(read.completed, UTC) if read.completed else None
    state = "draft" if draft else read.state
    return Told(known.form, known.reference, state, _code(body, field), at, read.citizen)


class _Known(Read):
    form: FormId
    reference: Reference


def os2forms(body: object, field: str) -> Told:
    """It fires at every save, with neither state nor time: the first sight of a submission counts."""
    read = validate(Os2forms, body).data
    return Told(read.webform.id, read.submission.uuid)


def openforms_json(body: object, field: str) -> Told:
    read = validate(OpenFormsJson, body)
    told = read.metadata
    code = _code(read.values, field)
    return Told(told.form_id, told.public_reference, code=code, submitted_at=told.registration_timestamp)


def openforms_objects(body: object, field: str) -> Told:
    data = validate(OpenFormsObject, body).record.data
    read = validate(_ObjectData, data)
    steps = data.get("data")
    inner = steps.values() if isinstance(steps, dict) else ()
    codes = (_code(place, field) for place in (data, *inner))
    return Told(read.form, read.reference, code=next((code for code in codes if code), None))


def _code(fields: object, name: str) -> str | None:
    """Our code, out of the one field that carries it; what else stands there is not looked at."""
    value = fields.get(name) if isinstance(fields, Mapping) else None
    return value if isinstance(value, str) and len(value) <= 200 else None


ADAPTERS = {
    "generic": generic,
    "webform": webform,
    "os2forms": os2forms,
    "openforms-json": openforms_json,
    "openforms-objects": openforms_objects,
}
FORM_FIELDS = frozenset({*GenericReceipt.model_fields, *Webform.model_fields})
