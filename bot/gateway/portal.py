"""A portal's signed word on who its citizen is: checked strictly, and turned into pseudonyms at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from bot.ledger.pseudonyms import NoIdentifier, OtherKey, Pseudonyms

Algorithm = Literal["HS256", "RS256", "EdDSA"]
ALGORITHMS: Final = ("HS256", "RS256", "EdDSA")
LONGEST_SECONDS: Final = 600  # a portal makes a token for the conversation that begins now
LEEWAY_SECONDS: Final = 30
AGE_BANDS: Final = ("0-17", "18-29", "30-44", "45-64", "65-74", "75+")
NAMES_MOST: Final = 5
# A key that the token itself brings or points to proves nothing.
_HEADERS: Final = {"alg", "typ", "kid"}


class Refused(Exception):
    """The token is not believed; the message is one sentence without anything of the token in it."""


@dataclass(frozen=True, slots=True)
class Known:
    """Keyed pseudonyms of one citizen, and the age band where the portal says it."""

    pseudonyms: tuple[str, ...]
    age_band: str | None


@dataclass(frozen=True, slots=True)
class Portal:
    """One algorithm with one key: `key` is the shared secret of HS256, else the portal's public key (PEM)."""

    algorithm: Algorithm
    key: str
    audience: str
    issuer: str

    def read(self, token: str, pseudonyms: Pseudonyms, now: datetime) -> Known:
        """Raises Refused."""
        return _known(self._claims(token, now), pseudonyms)

    def _claims(self, token: str, now: datetime) -> dict[str, Any]:
        import jwt  # slow to import, and needed only where a portal is set up

        try:
            if not set(jwt.get_unverified_header(token)) <= _HEADERS:
                raise Refused("The portal's identity names a key of its own.")
            claims: dict[str, Any] = jwt.decode(
                token,
                self.key,
                algorithms=[self.algorithm],
                audience=self.audience,
                issuer=self.issuer,
                options={
                    "require": ["exp", "iat", "aud", "iss", "citizen"],
                    # Held against our own clock, which tests can set.
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
        except jwt.PyJWTError:
            raise Refused("The portal's identity is not signed for us.") from None
        _require_fresh(claims, now.timestamp())
        return claims


def _require_fresh(claims: dict[str, Any], now: float) -> None:
    made, ends = claims["iat"], claims["exp"]
    if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in (made, ends)):
        raise Refused("The portal's identity has no time.")
    if ends <= now or not now - LONGEST_SECONDS < made <= now + LEEWAY_SECONDS:
        raise Refused("The portal's identity has expired.")
    if ends - made > LONGEST_SECONDS:
        raise Refused(f"The portal's identity lives longer than {LONGEST_SECONDS} seconds.")


def _known(claims: dict[str, Any], pseudonyms: Pseudonyms) -> Known:
    given = claims["citizen"]
    names = [given] if isinstance(given, str) else given
    if not isinstance(names, list) or not 1 <= len(names) <= NAMES_MOST:
        raise Refused("The portal's identity names no citizen.")
    if not all(isinstance(name, str) for name in names):
        raise Refused("The portal's identity names no citizen.")
    found = of_all(names, pseudonyms)
    if not found:
        raise Refused("The portal's identity names no citizen.")
    band = claims.get("age_band")
    return Known(found, band if band in AGE_BANDS else None)


def of_all(names: Sequence[str], pseudonyms: Pseudonyms) -> tuple[str, ...]:
    """The pseudonyms of those that are identifiers, each once; what cannot be one is passed over."""
    found: list[str] = []
    for name in names:
        try:
            found.append(pseudonyms.of(name))
        except (NoIdentifier, OtherKey):
            continue
    return tuple(dict.fromkeys(found))
