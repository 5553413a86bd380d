"""The bodies that the chat API takes: strict, closed, and small."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

TEXT_CHARACTERS = 2000
CONTACTS_AT_ONCE = 200
Language = Literal["da", "en"]
ServiceId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


class Body(BaseModel):
    """Unknown members and other types are refused, never guessed at."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)


class NewConversation(Body):
    """`language` null: the browser's own. `page` is where the widget stands; it is not stored."""

    language: Language | None = None
    page: Annotated[str, Field(max_length=2000)] | None = None
    identity: Annotated[str, Field(max_length=4000)] | None = None


class NewMessage(Body):
    """One of `text` and `choice`; `id` is the client's own UUID, so that a retry is the same message.

    `language` is the one chosen in the widget, for a choice or a text that does not tell its own.
    """

    id: Annotated[UUID, Field(strict=False)]
    text: str | None = None
    choice: ServiceId | None = None
    language: Language | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.text is None) == (self.choice is None):
            raise ValueError("send either text or choice")
        return self


class Suggest(Body):
    """What is in the composer now; a longer text than is read is no error while somebody writes."""

    text: Annotated[str, Field(max_length=50_000)]
    service: ServiceId | None = None
    language: Language | None = None


class TakenForm(Body):
    """The form that is taken instead of sending the letter."""

    service: ServiceId
    language: Language | None = None


class NewLetter(Body):
    """`id` is the client's own UUID, so that a retry is the same letter; `reply_to` is where to answer."""

    id: Annotated[UUID, Field(strict=False)]
    text: str
    service: ServiceId | None = None
    name: Annotated[str, Field(max_length=1000)] | None = None
    reply_to: Annotated[str, Field(max_length=1000)] | None = None
    language: Language | None = None


class Feedback(Body):
    """What the citizen says at the end; null is silence: not satisfaction, and takes nothing back.

    `done`: they sent the form. `left`: they gave up, or went to a person, also by a tap on a telephone number
    or an appointment. `asked`: the question is before them, and is not to be put again in any window.
    """

    helped: bool | None = None
    done: bool = False
    left: Literal["gave_up", "person"] | None = None
    asked: bool = False
    otherwise: (
        Literal["telephone", "face_to_face", "email", "letter", "self_service", "not_at_all"] | None
    ) = None


class RasaMetadata(BaseModel):
    """What a chat made for Rasa may say beside a message: anything, of which this is read.

    `language` is the citizen's setting; `message_id` makes a repeat the same message; `told`: the answer to
    /session_start was shown, so the first answer need not say again what this machine is and keeps.
    """

    model_config = ConfigDict(strict=True, hide_input_in_errors=True)

    language: Language | None = None
    message_id: Annotated[UUID, Field(strict=False)] | None = None
    told: bool = False


class RasaMessage(BaseModel):
    """As Rasa's `rest` channel takes it; members that we do not know are none of our business, as there."""

    model_config = ConfigDict(strict=True, hide_input_in_errors=True)

    sender: Annotated[str, Field(min_length=1, max_length=200)] | int
    message: str
    metadata: RasaMetadata = RasaMetadata()


class ContactRow(Body):
    """One contact, with the columns of docs/contacts.md; what is wrong with a value is told row by row."""

    contact_id: str | int
    at: str
    channel: str
    service: str
    kind: str | None = None
    handling_minutes: float | int | str | None = None
    citizen: str | None = None
    group: str | None = None
    language: str | None = None


class Contacts(Body):
    """A batch; what is too large for one body is sent in several, in any order and more than once."""

    contacts: Annotated[list[ContactRow], Field(min_length=1, max_length=CONTACTS_AT_ONCE)]
