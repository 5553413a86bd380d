"""The chat API as OpenAPI 3.1, made from the models that check the bodies."""

from typing import Any

from bot.gateway.adapters import GenericReceipt
from bot.gateway.bodies import (
    ContactRow,
    Contacts,
    Feedback,
    NewConversation,
    NewLetter,
    NewMessage,
    RasaMessage,
    RasaMetadata,
    Suggest,
    TakenForm,
)

_PROBLEM = {
    "description": "What is wrong, in a sentence that a person can act on (RFC 9457).",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}


def document(base_url: str) -> dict[str, Any]:
    """`base_url` is how citizens reach this server."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Genvej chat API",
            "version": "1",
            "description": "From a citizen's question to the right self-service form.",
        },
        "servers": [{"url": base_url}],
        "paths": _paths(),
        "components": {
            "schemas": {**_SHAPES, **_bodies()},
            "securitySchemes": {
                "conversation": {"type": "http", "scheme": "bearer"},
                "source": {"type": "http", "scheme": "bearer"},
                "client": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _paths() -> dict[str, Any]:
    token: list[dict[str, list[str]]] = [{"conversation": []}]
    return {
        "/api/contact": {
            "get": {
                "summary": "Whom to talk to, and what this machine is",
                "parameters": [{"name": "language", "in": "query", "schema": {"enum": ["da", "en"]}}],
                "responses": {"200": _json("Contact")},
            }
        },
        "/api/conversations": {
            "post": _operation("Start a conversation", "NewConversation", {"201": _json("Started")}, [])
        },
        "/api/conversations/{id}": {
            "parameters": [_ID],
            "get": {
                "summary": "The transcript, masked as it is stored",
                "security": token,
                "responses": {"200": _json("Transcript"), "default": _PROBLEM},
            },
            "delete": {
                "summary": "The citizen erases the conversation",
                "security": token,
                "responses": {"204": {"description": "Erased."}, "default": _PROBLEM},
            },
        },
        "/api/conversations/{id}/messages": {
            "parameters": [_ID],
            "post": _operation(
                "Send a message or a choice; the same id again gives the same answer",
                "NewMessage",
                {"200": _json("Turn")},
                token,
            ),
        },
        "/api/conversations/{id}/events": {
            "parameters": [
                _ID,
                {"name": "Last-Event-ID", "in": "header", "schema": {"type": "integer", "minimum": 0}},
            ],
            "get": {
                "summary": "Each answered turn as a server-sent event, from the last one seen",
                "security": token,
                "responses": {
                    "200": {"description": "A stream.", "content": {"text/event-stream": {}}},
                    "default": _PROBLEM,
                },
            },
        },
        "/api/conversations/{id}/feedback": {
            "parameters": [_ID],
            "post": _operation(
                "Did it help, how did you leave, and how would you otherwise have contacted us",
                "Feedback",
                {"204": {"description": "Kept."}},
                token,
            ),
        },
        "/api/conversations/{id}/suggestions": {
            "parameters": [_ID],
            "post": _operation(
                "The forms that fit a letter while it is being written; nothing is kept",
                "Suggest",
                {"200": _json("Suggestions")},
                token,
            ),
        },
        "/api/conversations/{id}/forms": {
            "parameters": [_ID],
            "post": _operation(
                "Take the form instead of sending the letter: its card, with the link",
                "TakenForm",
                {"200": _json("FormCard")},
                token,
            ),
        },
        "/api/conversations/{id}/letters": {
            "parameters": [_ID],
            "post": _operation(
                "Send a letter to the department; the same id again gives the same receipt",
                "NewLetter",
                {"201": _json("LetterReceipt")},
                token,
            ),
        },
        "/api/contacts": {
            "post": _operation(
                "Contacts of a source, each counted once; who it is, its secret says",
                "Contacts",
                {"200": _json("Booked")},
                [{"source": []}],
            )
        },
        "/webhooks/rest/webhook": {
            "post": _operation(
                "As Rasa's rest channel; not found unless GENVEJ_SECRET_RASA_CLIENTS names a client",
                "RasaMessage",
                {"200": _json("RasaReplies")},
                [{"client": []}],
            )
        },
        "/api/receipts/{source}": {
            "parameters": [{"name": "source", "in": "path", "required": True, "schema": {"type": "string"}}],
            "post": _operation(
                "A form was submitted; a source has the shape of its engine (docs/receipts.md), or this one",
                "GenericReceipt",
                {"200": _json("Recorded")},
                [{"source": []}],
            ),
        },
    }


def _operation(
    summary: str, body: str, responses: dict[str, Any], security: list[dict[str, list[str]]]
) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{body}"}}}
    return {
        "summary": summary,
        "security": security,
        "requestBody": {"required": True, "content": content},
        "responses": {**responses, "default": _PROBLEM},
    }


def _json(name: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"description": name, "content": {"application/json": {"schema": schema}}}


def _bodies() -> dict[str, Any]:
    models = (
        NewConversation,
        NewMessage,
        Feedback,
        Suggest,
        TakenForm,
        NewLetter,
        GenericReceipt,
        ContactRow,
        Contacts,
        RasaMessage,
        RasaMetadata,
    )
    found = {
        model.__name__: model.model_json_schema(ref_template="#/components/schemas/{model}")
        for model in models
    }
    for schema in found.values():
        schema.pop("$defs", None)
    return found


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


_STRING: dict[str, Any] = {"type": "string"}
_TEXT: dict[str, Any] = {"type": ["string", "null"]}
_LANGUAGE: dict[str, Any] = {"enum": ["da", "en"]}
_REPLIES: dict[str, Any] = {"type": "array", "items": {"$ref": "#/components/schemas/Reply"}}
_DEPARTMENT_OR_NONE: dict[str, Any] = {
    "oneOf": [{"$ref": "#/components/schemas/Department"}, {"type": "null"}]
}
_KINDS = ["card", "clarify", "aspect", "assisted", "human", "emergency", "write", "smalltalk", "out_of_scope"]

_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_REJECTED: dict[str, Any] = {"type": "array", "items": {"$ref": "#/components/schemas/Rejected"}}

_SHAPES: dict[str, Any] = {
    "Rejected": _object(index=_COUNT, reason=_STRING),
    "Booked": {
        "type": "object",
        "required": ["import", "accepted", "repeated", "rejected"],
        "properties": {"import": _STRING, "accepted": _COUNT, "repeated": _COUNT, "rejected": _REJECTED},
    },
    "Problem": _object(type=_STRING, title=_STRING, status={"type": "integer"}, detail=_STRING),
    "Reply": {
        "type": "object",
        "required": ["type", "lang"],
        "properties": {
            "type": {"enum": ["text", "card", "choices", "contact", "notice"]},
            "lang": _LANGUAGE,
        },
    },
    "RasaReplies": {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["recipient_id", "text"],
            "properties": {
                "recipient_id": _STRING,
                "text": _STRING,
                "buttons": {"type": "array", "items": _object(title=_STRING, payload=_STRING)},
            },
        },
    },
    "Contact": _object(
        contact={"$ref": "#/components/schemas/Reply"},
        letters={"type": "boolean"},
        notice={"$ref": "#/components/schemas/Reply"},
    ),
    "Department": _object(id=_STRING, name=_STRING),
    "Suggestions": {
        "description": "`cards` best first, their links null until one is taken; `replies` has 112 where "
        "somebody is in danger; `department` is where the letter would go, null where none can be sent.",
        **_object(cards=_REPLIES, replies=_REPLIES, department=_DEPARTMENT_OR_NONE),
    },
    "FormCard": _object(card={"$ref": "#/components/schemas/Reply"}),
    "LetterReceipt": _object(
        number=_STRING,
        department={"$ref": "#/components/schemas/Department"},
        service=_TEXT,
        replies=_REPLIES,
    ),
    "Started": _object(conversation=_STRING, token=_STRING, language=_LANGUAGE, replies=_REPLIES),
    "Turn": _object(
        turn={"type": "integer", "minimum": 1},
        kind={"enum": _KINDS},
        language=_LANGUAGE,
        services={"type": "array", "items": _STRING},
        replies=_REPLIES,
    ),
    "Listed": {
        "description": "A turn with what was asked; `id` is the one that its sender gave it.",
        "allOf": [{"$ref": "#/components/schemas/Turn"}, _object(id=_STRING, text=_TEXT, choice=_TEXT)],
    },
    "Transcript": _object(
        conversation=_STRING,
        language=_LANGUAGE,
        replies=_REPLIES,
        turns={"type": "array", "items": {"$ref": "#/components/schemas/Listed"}},
        ask=_object(outcome={"type": "boolean"}, otherwise={"type": "boolean"}),
    ),
    "Recorded": _object(status={"enum": ["accepted", "unmatched"]}, confirmation_number=_STRING),
}
