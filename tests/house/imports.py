"""Who may import whom, as a table, and what a walk over the source finds against it."""

import ast
import os
from collections.abc import Iterator
from pathlib import Path

ROOMS: dict[str, set[str]] = {
    "bot.deflection": set(),
    "bot.catalogue": set(),
    "bot.http": set(),
    "bot.widget": set(),
    "bot.masking": set(),
    "bot.engine": set(),
    "bot.ledger": {"bot.deflection"},
    "actions": {"bot.catalogue", "bot.deflection"},
    "bot.intake": {"bot.ledger", "bot.catalogue", "bot.deflection", "bot.masking"},
    "bot.gateway": {
        *("bot.ledger", "bot.intake", "bot.catalogue", "bot.deflection", "bot.http", "bot.widget"),
        *("bot.masking", "bot.mail"),
    },
    "bot.banking": {"bot.ledger", "bot.catalogue", "bot.deflection", "bot.masking", "bot.report"},
    "bot.console": {
        *("bot.ledger", "bot.catalogue", "bot.deflection", "bot.http", "bot.report", "bot.masking"),
        *("bot.banking", "bot.intake", "bot.teaching"),
    },
    "bot.teaching": {"bot.ledger", "bot.catalogue", "bot.masking"},
    "bot.mail": {"bot.ledger", "bot.catalogue"},
    "bot.report": {"bot.ledger", "bot.catalogue", "bot.deflection"},
    "bot.demo_site": {"bot.catalogue", "bot.http", "bot.masking"},
    "bot.demo_year": {"bot.ledger", "bot.catalogue", "bot.deflection"},
}
# The modules directly in bot/ and in bot/house put the rooms together; no room knows them, and they do not
# know the engine.
ROOT, HOUSE = "bot", "bot.house"
ROOMS[HOUSE] = {*ROOMS, ROOT} - {"bot.engine"}
ROOMS[ROOT] = {*ROOMS} - {"bot.engine"}

# Libraries that belong to certain rooms: SQL to the ledger, Rasa to the engine, the web server to the doors.
LIBRARIES: dict[str, set[str]] = {
    "sqlalchemy": {"bot.ledger"},
    "alembic": {"bot.ledger"},
    "psycopg": {"bot.ledger"},
    "sqlite3": {"bot.ledger"},
    "rasa": {"bot.engine"},
    "sanic": {"bot.engine"},
    "rasa_sdk": {"actions"},
    "redis": {"bot.gateway"},
    # The engine's own aiohttp is another, old one, which it uses as a client alone.
    "aiohttp": {"bot.engine", "bot.http", "bot.gateway", "bot.console", "bot.demo_site", ROOT, HOUSE},
    "jinja2": {"bot.gateway", "bot.console", "bot.demo_site", "bot.report"},
    "argon2": {"bot.console"},
    "aiosmtplib": {"bot.mail"},
    "ruamel": {"bot.teaching"},
}


def files(root: Path, ending: str, *folders: str) -> list[Path]:
    """Files of ours below `folders` of `root`; environments are not even walked through."""
    found = []
    for folder in folders:
        for place, inner, names in os.walk(root / folder):
            inner[:] = [name for name in inner if not name.startswith((".", "__"))]
            found += [Path(place) / name for name in names if name.endswith(ending)]
    return sorted(found)


def sources(root: Path) -> list[Path]:
    return files(root, ".py", "bot", "actions")


def strays(root: Path) -> list[str]:
    """`module imports what` of each import that the tables do not allow."""
    wrong = []
    for path in sources(root):
        module = module_name(path.relative_to(root))
        mine = room_of(module)
        if mine not in ROOMS:
            wrong.append(f"{module} belongs to no room of the table")
            continue
        for name in imported(path, module):
            wrong += _judged(module, mine, name)
    return wrong


def _judged(module: str, mine: str, name: str) -> list[str]:
    library = name.partition(".")[0]
    if library in {"bot", "actions"}:
        other = room_of(name)
        # `import bot` alone, or `from bot import room`, which is judged by its other part.
        allowed = name == "bot" or other == mine or other in ROOMS[mine]
        return [] if allowed else [f"{module} imports {name}"]
    if mine not in LIBRARIES.get(library, {mine}):
        return [f"{module} imports {name}"]
    return []


def module_name(relative: Path) -> str:
    parts = relative.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    """`bot.gateway` of bot.gateway.door, `bot` of bot.cli."""
    parts = module.split(".")
    if parts[0] != "bot":
        return parts[0]
    room = ".".join(parts[:2])
    return room if room in ROOMS or _is_package(room) else ROOT


def _is_package(room: str) -> bool:
    return (Path(__file__).resolve().parents[2] / room.replace(".", "/")).is_dir()


def imported(path: Path, module: str) -> Iterator[str]:
    """Every name that is imported anywhere in the file, also inside functions and for types alone."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(package, node)
            yield base
            # `from bot import gateway` imports bot.gateway.
            yield from (f"{base}.{alias.name}" for alias in node.names if base == "bot")
        elif isinstance(node, ast.Call) and _name(node.func) in {"import_module", "__import__"}:
            yield _literal_start(node)


def _absolute(package: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    up = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join([*up, *([node.module] if node.module else [])])


def _literal_start(call: ast.Call) -> str:
    """What a dynamic import is seen to import; an unseen one counts as the engine, whom nobody may."""
    argument = call.args[0] if call.args else None
    if isinstance(argument, ast.JoinedStr) and argument.values:
        argument = argument.values[0] if isinstance(argument.values[0], ast.Constant) else None
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and "." in argument.value:
        return argument.value.rstrip(".")
    return "bot.engine"


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
