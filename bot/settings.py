"""Every setting of Genvej in one table: environment variable, default, unit and help."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any


class SettingsError(Exception):
    """A setting that cannot be used; the message is one sentence with the remedy."""


class Secret(str):
    """A string that hides itself when it is printed or logged."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Secret('…')"


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise ValueError("a port is a number from 0 to 65535")
    return port


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError("at least 1 is needed")
    return number


def _percent(text: str) -> Decimal:
    number = Decimal(text) if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,4})?", text) else Decimal(0)
    if not number:
        raise ValueError("write a number of per cent above 0, as 16 or 16.5")
    return number


def _switch(text: str) -> bool:
    choices = {"on": True, "off": False, "1": True, "0": False}
    if text not in choices:
        raise ValueError("write on or off")
    return choices[text]


def _key(text: str) -> Secret:
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise ValueError("a key is 64 hexadecimal digits, as `openssl rand -hex 32` prints them")
    return Secret(text)


def _holdout(text: str) -> Decimal:
    share = Decimal(text) if re.fullmatch(r"[0-9]{1,2}(\.[0-9]{1,4})?", text) else Decimal(100)
    if share > 10:
        raise ValueError("write a number from 0 (off) to 10")
    return share


def _algorithm(text: str) -> str:
    if text not in ("EdDSA", "RS256", "HS256"):
        raise ValueError("write EdDSA, RS256 or HS256")
    return text


def _hosts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(part) for part in _hosts(text))


def _setting(default: Any, read: Callable[[str], Any], unit: str, help: str) -> Any:
    return field(default=default, metadata={"read": read, "unit": unit, "help": help})


@dataclass(frozen=True)
class Settings:
    """Each field is the environment variable `GENVEJ_<FIELD>`; secrets may be given as `…_FILE` instead."""

    var: Path = _setting(Path("var"), Path, "folder", "Everything written at run time.")
    municipality: Path = _setting(
        Path("municipality"), Path, "folder", "The catalogue, contacts and texts of one municipality."
    )
    heldout: Path = _setting(
        Path("tests/nlu/heldout"),
        Path,
        "folder",
        "Messages on which the bot is measured and which it is never taught: in_scope.tsv, out_of_scope.tsv.",
    )
    database_url: Secret = _setting(
        Secret(""),
        Secret,
        "URL",
        "postgresql://user@host/name; empty means one SQLite file in GENVEJ_VAR.",
    )
    redis_url: Secret = _setting(
        Secret(""),
        Secret,
        "URL",
        "For several web processes; empty means that limits stay within each one.",
    )
    public_host: str = _setting("127.0.0.1", str, "address", "Where citizens' pages listen.")
    public_port: int = _setting(8080, _port, "port", "Citizens' pages, chat API, links and receipts.")
    public_url: str = _setting(
        "", str, "URL", "How citizens reach this server; empty means http://localhost:<public port>."
    )
    console_host: str = _setting("127.0.0.1", str, "address", "Where the operators' console listens.")
    console_port: int = _setting(8081, _port, "port", "The operators' console.")
    console_url: str = _setting(
        "", str, "URL", "How operators reach the console; https here makes its cookies secure."
    )
    internal_host: str = _setting("127.0.0.1", str, "address", "Where the engine reaches the actions.")
    internal_port: int = _setting(0, _port, "port", "Actions for the engine; 0 lets the kernel choose.")
    engine_url: str = _setting("", str, "URL", "An engine that runs elsewhere; empty means: start one here.")
    engine_python: Path = _setting(
        Path("bot/engine/.venv/bin/python"),
        Path,
        "file",
        "The Python 3.10 that has Rasa.",
    )
    engine_seconds: int = _setting(3, _positive, "seconds", "How long a turn may take in the engine.")
    demo: bool = _setting(
        False, _switch, "on/off", "Run the demo self-service site and point services with a demo form to it."
    )
    demo_port: int = _setting(8082, _port, "port", "The demo self-service site.")
    widget_origins: tuple[str, ...] = _setting(
        (),
        _hosts,
        "origins, comma-separated",
        "Other sites that may carry the widget, as https://www.example.dk.",
    )
    rasa_client_origins: str = _setting(
        "",
        str,
        "client=origin, …",
        "Sites whose pages may use a client's key: one=https://www.example.dk; a client may stand again.",
    )
    trusted_proxies: tuple[str, ...] = _setting(
        (), _hosts, "addresses, comma-separated", "Proxies whose X-Forwarded-For is believed."
    )
    shared_addresses: tuple[IPv4Network | IPv6Network, ...] = _setting(
        (),
        _networks,
        "addresses or networks, comma-separated",
        "Public computers, as of libraries: many receipts from there are not doubted for that alone.",
    )
    conversations_per_10_min: int = _setting(
        20, _positive, "conversations", "New conversations per address in ten minutes."
    )
    messages_per_min: int = _setting(15, _positive, "messages", "Messages per conversation in a minute.")
    address_messages_per_min: int = _setting(120, _positive, "messages", "Messages per address in a minute.")
    letters_per_hour: int = _setting(5, _positive, "letters", "Letters per address in an hour.")
    smtp_url: Secret = _setting(
        Secret(""),
        Secret,
        "URL",
        "smtp://user:password@host:587 or smtps://host:465; empty means that nobody can write to us here.",
    )
    smtp_tls: bool = _setting(
        True,
        _switch,
        "on/off",
        "TLS with a checked certificate; off only for a mail server on this machine.",
    )
    smtp_authorities: str = _setting(
        "", str, "file", "Who signs the mail server's certificate, in PEM; empty means those of the system."
    )
    mail_sender: str = _setting("", str, "address", "Where letters come from; needed with GENVEJ_SMTP_URL.")
    mail_to: str = _setting(
        "", str, "address", "The municipality's mailbox, for departments without one in contacts.yml."
    )
    upload_mb: int = _setting(
        512, _positive, "MB", "How large a file of contacts may be that is uploaded in the console."
    )
    transcript_days: int = _setting(
        180, _positive, "days", "How long what citizens wrote is kept, masked; every figure stays after it."
    )
    bank_minimum_percent: Decimal = _setting(
        Decimal(16), _percent, "% a year", "The simple annual return that a case of the internal bank needs."
    )
    holdout_percent: Decimal = _setting(
        Decimal(0),
        _holdout,
        "% of conversations",
        "How many see the ways of contact before the form, to measure its effect; 0 (off) to 10.",
    )
    portal_algorithm: Any = _setting(
        "EdDSA", _algorithm, "algorithm", "How a portal signs who its citizen is: EdDSA, RS256 or HS256."
    )
    portal_audience: str = _setting("", str, "name", "Whom a portal's identity must be for (aud).")
    portal_issuer: str = _setting("", str, "name", "The portal that signs identities (iss).")
    secret_portal_key: Secret = _setting(
        Secret(""),
        Secret,
        "PEM or secret",
        "The portal's public key, or the shared secret of HS256; empty means that no identity is accepted.",
    )
    secret_engine: Secret = _setting(
        Secret(""),
        Secret,
        "secret",
        "Shared with an engine elsewhere; made at each start otherwise.",
    )
    secret_receipts_generic: Secret = _setting(
        Secret(""),
        Secret,
        "secret",
        "What form engines send as Authorization: Bearer …; made once and kept in GENVEJ_VAR/keys otherwise.",
    )
    secret_pseudonyms: Secret = _setting(
        Secret(""),
        _key,
        "64 hexadecimal digits",
        "The key of citizens' pseudonyms; made once and kept in GENVEJ_VAR/keys/pseudonyms.key otherwise.",
    )
    secret_letters: Secret = _setting(
        Secret(""),
        _key,
        "64 hexadecimal digits",
        "Seals letters until they are sent; made once and kept in GENVEJ_VAR/keys/letters.key otherwise.",
    )
    secret_receipts: Secret = _setting(
        Secret(""),
        Secret,
        "source=secret, …",
        "What each source of receipts.yml sends or signs with, separated by commas or lines.",
    )
    secret_contacts: Secret = _setting(
        Secret(""),
        Secret,
        "source=secret, …",
        "What each system that sends contacts shows as Authorization: Bearer …, by commas or lines.",
    )
    secret_rasa_clients: Secret = _setting(
        Secret(""),
        Secret,
        "client=key, …",
        "Chats made for Rasa that may use /webhooks/rest/webhook, and their keys; empty: it is off.",
    )

    @property
    def database(self) -> str:
        """The database URL that is in use."""
        return self.database_url or f"sqlite:///{(self.var / 'genvej.sqlite').resolve()}"

    @property
    def citizens_url(self) -> str:
        """Without a trailing slash."""
        return (self.public_url or f"http://localhost:{self.public_port}").rstrip("/")

    @property
    def operators_url(self) -> str:
        """Without a trailing slash."""
        return (self.console_url or f"http://localhost:{self.console_port}").rstrip("/")


def variable(name: str) -> str:
    """The environment variable of a field."""
    return f"GENVEJ_{name.upper()}"


def load(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from the environment; raises SettingsError on a value that does not fit or an unknown name."""
    known = {variable(item.name): item for item in fields(Settings)}
    values: dict[str, Any] = {}
    for name, text in environment.items():
        if not name.startswith("GENVEJ_") or (name.startswith("GENVEJ_ENGINE_") and name not in known):
            continue
        key = name.removesuffix("_FILE") if name not in known else name
        if key not in known:
            raise SettingsError(f"{name} is not a setting of Genvej. docs/settings.md lists them all.")
        item = known[key]
        if key != name:
            if item.type is not Secret:
                raise SettingsError(f"{name}: only secrets are read from files.")
            text = _secret_file(name, Path(text))
        shown = "…" if item.type is Secret else repr(text)
        values[item.name] = _read(f"{key}={shown}", item.metadata["read"], text)
    return Settings(**values)


def _read(shown: str, read: Callable[[str], Any], text: str) -> Any:
    try:
        return read(text)
    except ValueError as error:
        raise SettingsError(f"{shown} cannot be used: {error}.") from None


def _secret_file(name: str, path: Path) -> str:
    try:
        if path.stat().st_mode & 0o004:
            raise SettingsError(f"{name}: {path} is readable by everyone on this machine; chmod o-r it.")
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(f"{name}: cannot read {path}: {error.strerror}.") from None


def markdown() -> str:
    """docs/settings.md, made by `make settings`; a test compares the two."""
    rows = [
        "# Settings",
        "",
        "Environment variables, read once at start. The secrets and the addresses of the databases may also",
        "be given as a file: `<variable>_FILE=/path`.",
        "",
    ]
    rows += ["| variable | default | unit | what it is |", "|---|---|---|---|"]
    for item in fields(Settings):
        shown = _shown(item.default)
        rows.append(
            f"| `{variable(item.name)}` | {f'`{shown}`' if shown else 'none'} "
            f"| {item.metadata['unit']} | {item.metadata['help']} |"
        )
    return "\n".join(rows) + "\n"


def _shown(default: object) -> str:
    if isinstance(default, bool):
        return "on" if default else "off"
    return ",".join(default) if isinstance(default, tuple) else str(default)


if __name__ == "__main__":
    print(markdown(), end="")
