"""What docker/ says about the code must be what the code says about itself."""

import ast
import re
import tomllib
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from bot import cli, settings
from tests.house.deployment import OURS, ROOT, Deployment, Rule, interpolated
from tests.house.docker_walls import health_check

# What is not ours: names that the images of others, Python and the shell define.
FOREIGN = {
    "web": {"PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"},
    "engine": {"PATH", "HOME", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "RASA_TELEMETRY_ENABLED"},
    "postgres": {"POSTGRES_PASSWORD_FILE", "POSTGRES_HOST_AUTH_METHOD", "POSTGRES_INITDB_ARGS"},
    "redis": set[str](),
}
# Which script runs in which container, and where it stands there.
SCRIPTS = {
    "web": ("genvej.sh", "/usr/local/bin/genvej"),
    "engine": ("engine.sh", "/usr/local/bin/engine"),
    "postgres": ("postgres.sh", "/docker-entrypoint-initdb.d/genvej.sh"),
    "redis": ("redis.sh", "/usr/local/bin/genvej-redis"),
}
ENGINE = ROOT / "bot" / "engine"
_EXPORTED = re.compile(r"^\s*(?:export )?(GENVEJ_[A-Z_]+)=", re.MULTILINE)


def _exports(given: Deployment, service: str) -> set[str]:
    return set(_EXPORTED.findall(given.scripts[SCRIPTS[service][0]]))


def webs_variables_are_settings(given: Deployment) -> list[str]:
    known = {settings.variable(item.name): item for item in fields(settings.Settings)}
    environment = given.environment("web")
    ours = {name: value for name, value in environment.items() if name.startswith("GENVEJ_")}
    wrong = []
    for name in [*ours, *_exports(given, "web"), *interpolated(given.compose)]:
        item = known.get(name) or known.get(name.removesuffix("_FILE"))
        if item is None or (name not in known and item.type is not settings.Secret):
            wrong.append(f"web: {name} is not a setting")
    try:
        settings.load({name: value for name, value in ours.items() if name in known})
    except settings.SettingsError as error:
        wrong.append(f"web: {error}")
    return wrong


def the_engines_variables_are_its_own(given: Deployment) -> list[str]:
    tree = _tree(ENGINE / "settings.py")
    known = _strings(tree, "GENVEJ_ENGINE_")
    needed = {
        str(argument.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_needed"
        for argument in node.args
        if isinstance(argument, ast.Constant)
    }
    told = {name for name in given.environment("engine") if name.startswith("GENVEJ_")}
    told |= _exports(given, "engine")
    return [f"engine: does not read {name}" for name in told - known] + [
        f"engine: needs {name}" for name in needed - told
    ]


def other_variables_are_known(given: Deployment) -> list[str]:
    return [
        f"{service}: {name} is nobody's variable"
        for service, allowed in FOREIGN.items()
        for name in given.environment(service)
        if name not in allowed and not (service in OURS and name.startswith("GENVEJ_"))
    ]


def ports_are_those_of_the_settings(given: Deployment) -> list[str]:
    standard = settings.Settings()
    wanted = {standard.public_port, standard.console_port}
    published = {int(str(port).rpartition(":")[2]) for port in given.services["web"].get("ports", [])}
    exposed = _exposed(given, "web")
    wrong = (
        [] if published == wanted else [f"web: publishes {sorted(published)}, listens on {sorted(wanted)}"]
    )
    if exposed != wanted:
        wrong.append(f"web: EXPOSE is {sorted(exposed)}")
    if str(standard.public_port) not in " ".join(health_check(given, "web")):
        wrong.append("web: the health check asks another port")
    return wrong


def web_and_engine_find_each_other(given: Deployment) -> list[str]:
    web, engine = given.environment("web"), given.environment("engine")
    port = engine.get("GENVEJ_ENGINE_PORT", "0")
    actions = f"http://web:{web.get('GENVEJ_INTERNAL_PORT', '0')}/actions"
    wrong = []
    if web.get("GENVEJ_ENGINE_URL") != f"http://engine:{port}":
        wrong.append("web: GENVEJ_ENGINE_URL is not where the engine listens")
    if engine.get("GENVEJ_ENGINE_ACTIONS_URL") != actions:
        wrong.append("engine: GENVEJ_ENGINE_ACTIONS_URL is not where the actions are")
    if _exposed(given, "engine") != {int(port)} or f":{port}/" not in " ".join(health_check(given, "engine")):
        wrong.append("engine: EXPOSE or the health check has another port")
    for service in OURS:
        host = {"web": web.get("GENVEJ_INTERNAL_HOST"), "engine": engine.get("GENVEJ_ENGINE_HOST")}[service]
        if host != "0.0.0.0":
            wrong.append(f"{service}: listens on {host}, where the other cannot reach it")
    return wrong


def paths_asked_are_routes(given: Deployment) -> list[str]:
    """The health checks and the engine's way to the actions name routes that the code has."""
    asked = {
        "/livez": (ROOT / "bot/gateway/app.py", " ".join(health_check(given, "web"))),
        "/health": (ENGINE / "channel.py", " ".join(health_check(given, "engine"))),
        "/actions": (
            ROOT / "bot/house/internal.py",
            given.environment("engine").get("GENVEJ_ENGINE_ACTIONS_URL", ""),
        ),
    }
    return [
        f"{path} is not asked, or not a route of {file.name}"
        for path, (file, text) in asked.items()
        if path not in text or path not in _strings(_tree(file), "/")
    ]


def commands_are_real(given: Deployment) -> list[str]:
    wrong = []
    entry, command = (given.images["web"].final.last(word) for word in ("ENTRYPOINT", "CMD"))
    if entry is None or entry.arguments != ["genvej"] or command is None or not _parses(command.arguments):
        wrong.append("web: does not start genvej with one of its commands")
    if "exec python -m bot " not in given.scripts["genvej.sh"]:
        wrong.append("web: genvej.sh does not become bot")
    started = given.images["engine"].final.last("CMD")
    if started is None or started.arguments != ["engine"]:
        wrong.append("engine: does not start engine.sh")
    training = [step.rest for step in given.images["engine"].steps if " -m bot.engine " in step.rest]
    for line in [*given.scripts["engine.sh"].splitlines(), *training]:
        found = re.search(r"-m bot\.engine (\S+)", line)
        if found and found[1] not in _subcommands():
            wrong.append(f"engine: bot.engine has no command {found[1]}")
    if len(training) != 1 or "exec python -m bot.engine " not in given.scripts["engine.sh"]:
        wrong.append("engine: does not train once and serve")
    return wrong


def _parses(arguments: list[str]) -> bool:
    try:
        cli._parser().parse_args(arguments)
    except SystemExit:
        return False
    return True


def _subcommands() -> set[str]:
    return {
        str(node.args[0].value)
        for node in ast.walk(_tree(ENGINE / "__main__.py"))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "add_parser"
        and isinstance(node.args[0], ast.Constant)
    }


def scripts_are_where_they_run(given: Deployment) -> list[str]:
    wrong = [f"{name} may not be run" for name in given.scripts if name not in given.runnable]
    for service, (script, place) in SCRIPTS.items():
        if service in OURS:
            copies = [step.arguments for step in given.images[service].final.all("COPY")]
            there = [f"docker/{script}", place] in copies
        else:
            there = f"./{script}:{place}:ro" in given.services[service].get("volumes", [])
        if not there:
            wrong.append(f"{service}: {script} is not at {place}")
    if given.services["redis"].get("command") != ["sh", SCRIPTS["redis"][1]]:
        wrong.append("redis: does not start its script")
    return wrong


def the_model_is_where_it_was_trained(given: Deployment) -> list[str]:
    image = given.images["engine"]
    model = Path(given.environment("engine").get("GENVEJ_ENGINE_MODEL", ""))
    trained = any(f"--out {model}" in step.rest for stage in image.stages for step in stage.all("RUN"))
    folder = str(model.parent)
    taken = any(
        step.flags.get("from") == "train" and step.arguments == [folder, folder]
        for step in image.final.all("COPY")
    )
    return (
        [] if trained and taken else ["engine: GENVEJ_ENGINE_MODEL is not the model that the image trained"]
    )


def tensorflow_stays_out_of_the_image(given: Deployment) -> list[str]:
    """All that the engine keeps from being imported is not even there, and each name is one of the lock's."""
    runs = " ".join(step.rest for step in given.images["engine"].steps if step.rest.startswith("uv sync "))
    left_out = set(re.findall(r"--no-install-package (\S+)", runs))
    wanted = _strings(_tree(ENGINE / "without_tensorflow.py"), "tensorflow") | {"keras", "jax"}
    wanted = {name.replace("_", "-") for name in wanted if re.fullmatch(r"[a-z_]+", name)}
    lock = tomllib.loads((ENGINE / "uv.lock").read_text(encoding="utf-8"))
    locked = {entry["name"] for entry in lock["package"]}
    return [f"engine: installs {name}" for name in (wanted & locked) - left_out] + [
        f"engine: leaves out {name}, which is not locked" for name in left_out - locked
    ]


def webs_folder_is_its_volume(given: Deployment) -> list[str]:
    folder = given.environment("web").get("GENVEJ_VAR", "")
    user, _, group = given.services["web"]["user"].partition(":")
    made = f"install -d -m 0700 -o {user} -g {group} {folder}"
    wrong = []
    if f"var:{folder}" not in given.services["web"]["volumes"]:
        wrong.append("web: GENVEJ_VAR is not on the volume")
    if made not in [step.rest for step in given.images["web"].final.all("RUN")]:
        wrong.append("web: the image does not make GENVEJ_VAR for web's user alone")
    return wrong


def secrets_are_given_to_those_who_read_them(given: Deployment) -> list[str]:
    wrong = []
    declared = set(given.compose["secrets"])
    made = re.search(r"for name in ([a-z ]+);", given.scripts["make-secrets.sh"])
    if made is None or set(made[1].split()) != declared:
        wrong.append("make-secrets.sh makes other secrets than compose.yml has")
    for name, entry in given.compose["secrets"].items():
        if entry != {"file": f"./secrets/{name}"}:
            wrong.append(f"secret {name} is not the file docker/secrets/{name}")
    for service, described in given.services.items():
        granted, read = set(described.get("secrets", [])), _secrets_read(given, service)
        wrong += [f"{service}: reads {name}, which it is not given" for name in read - granted]
        wrong += [f"{service}: is given {name}, which it does not read" for name in granted - read]
    return wrong


def _secrets_read(given: Deployment, service: str) -> set[str]:
    texts = [
        given.scripts[SCRIPTS[service][0]],
        *given.environment(service).values(),
        *health_check(given, service),
    ]
    return set(re.findall(r"(?:/run/secrets|\$secrets)/([a-z]+)", "\n".join(texts)))


def names_of_database_and_redis_agree(given: Deployment) -> list[str]:
    web = given.scripts["genvej.sh"]
    expected = {
        "postgresql://genvej_web:": web,
        "@postgres:5432/genvej": web,
        "redis://genvej_web:": web,
        "@redis:6379/": web,
        "CREATE ROLE genvej_web LOGIN NOSUPERUSER": given.scripts["postgres.sh"],
        "CREATE DATABASE genvej OWNER genvej_web": given.scripts["postgres.sh"],
        "user genvej_web on ": given.scripts["redis.sh"],
        "--username=genvej_web --dbname=genvej": " ".join(health_check(given, "postgres")),
        "--user genvej_web": " ".join(health_check(given, "redis")),
    }
    return [f"{words} is missing" for words, text in expected.items() if words not in text]


def postgresql_keeps_what_it_acknowledges(given: Deployment) -> list[str]:
    described = given.services["postgres"]
    command, environment = described.get("command", []), given.environment("postgres")
    wanted = ("fsync=on", "synchronous_commit=on", "full_page_writes=on", "password_encryption=scram-sha-256")
    wrong = [f"postgres: without {setting}" for setting in wanted if setting not in command]
    arguments = environment.get("POSTGRES_INITDB_ARGS", "")
    ways = [environment.get("POSTGRES_HOST_AUTH_METHOD", "")]
    ways += [arguments.partition(f"--auth-{way}=")[2].partition(" ")[0] for way in ("host", "local")]
    if ways != ["scram-sha-256"] * 3:
        wrong.append("postgres: lets somebody in without scram-sha-256")
    return wrong


def web_waits_for_what_it_cannot_do_without(given: Deployment) -> list[str]:
    waits: dict[str, Any] = given.services["web"].get("depends_on", {})
    healthy = {name for name, entry in waits.items() if entry.get("condition") == "service_healthy"}
    wrong = (
        []
        if healthy == {"postgres", "redis"}
        else ["web: waits for other services than PostgreSQL and Redis"]
    )
    if "engine" not in waits:
        wrong.append("web: does not start an engine")
    return wrong


def pythons_are_those_of_the_projects(given: Deployment) -> list[str]:
    projects = {"web": ROOT / "pyproject.toml", "engine": ENGINE / "pyproject.toml"}
    wrong = []
    for name, file in projects.items():
        required = tomllib.loads(file.read_text(encoding="utf-8"))["project"]["requires-python"]
        lowest = required.removeprefix(">=").partition(",")[0]
        bases = {stage.base for stage in given.images[name].stages if stage.base.startswith("python:")}
        if not bases or any(not base.startswith(f"python:{lowest}-") for base in bases):
            wrong.append(f"{name}: the image's Python is not {lowest}")
    return wrong


def _exposed(given: Deployment, service: str) -> set[int]:
    step = given.images[service].final.last("EXPOSE")
    return {int(port) for port in step.rest.split()} if step else set()


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def _strings(tree: ast.Module, prefix: str) -> set[str]:
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(prefix)
    }


WIRING: tuple[Rule, ...] = (
    webs_variables_are_settings,
    the_engines_variables_are_its_own,
    other_variables_are_known,
    ports_are_those_of_the_settings,
    web_and_engine_find_each_other,
    paths_asked_are_routes,
    commands_are_real,
    scripts_are_where_they_run,
    the_model_is_where_it_was_trained,
    tensorflow_stays_out_of_the_image,
    webs_folder_is_its_volume,
    secrets_are_given_to_those_who_read_them,
    names_of_database_and_redis_agree,
    postgresql_keeps_what_it_acknowledges,
    web_waits_for_what_it_cannot_do_without,
    pythons_are_those_of_the_projects,
)
