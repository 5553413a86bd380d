"""The walls around each container."""

from collections.abc import Callable
from typing import Any

from tests.house.deployment import DOCKER, OURS, SERVICES, Deployment, Rule
from tests.house.docker_images import holds_secret
from tests.house.dockerfile import Step

FORBIDDEN = (
    "privileged", "cap_add", "devices", "network_mode", "pid", "ipc", "userns_mode", "cgroup_parent",
    "env_file", "uts", "volumes_from", "extends",
)  # fmt: skip
NETWORKS = {
    "web": {"outside", "understanding", "storage"},
    "engine": {"understanding"},
    "postgres": {"storage"},
    "redis": {"storage"},
}
PUBLISHED = {"8080:8080", "127.0.0.1:8081:8081"}
DATA = {"web": {"var:/var/lib/genvej"}, "postgres": {"data:/var/lib/postgresql/data"}}
FETCHERS = ("curl", "wget")


def services_are_the_four_we_know(given: Deployment) -> list[str]:
    return [] if set(given.services) == set(SERVICES) else [f"services are {sorted(given.services)}"]


def file_systems_are_read_only(given: Deployment) -> list[str]:
    return _where(given, "read_only is not true", lambda service: service.get("read_only") is not True)


def capabilities_are_dropped(given: Deployment) -> list[str]:
    return _where(given, "cap_drop is not ALL", lambda service: service.get("cap_drop") != ["ALL"])


def no_new_privileges(given: Deployment) -> list[str]:
    wanted = ["no-new-privileges:true"]  # and nothing that would take the default seccomp profile away
    return _where(given, "security_opt is another", lambda service: service.get("security_opt") != wanted)


def nothing_opens_the_container(given: Deployment) -> list[str]:
    return [
        f"{name}: {key} is set"
        for name, service in given.services.items()
        for key in FORBIDDEN
        if key in service
    ]


def users_are_numbers_and_not_root(given: Deployment) -> list[str]:
    wrong = _where(given, "user is root or a name", lambda service: not _person(str(service.get("user", ""))))
    for name in OURS:
        user = given.images[name].final.last("USER")
        if user is None or user.rest != given.services[name].get("user"):
            wrong.append(f"{name}: the image's USER is not compose's user")
    return wrong


def _person(user: str) -> bool:
    parts = user.split(":")
    return len(parts) == 2 and all(part.isdigit() and int(part) > 0 for part in parts)


def the_temporary_folder_runs_nothing(given: Deployment) -> list[str]:
    wrong = []
    for name, service in given.services.items():
        mounts = dict(str(mount).split(":", 1) for mount in service.get("tmpfs", []))
        if "/tmp" not in mounts:
            wrong.append(f"{name}: no tmpfs at /tmp")
        for place, options in mounts.items():
            named = {option.partition("=")[0] for option in options.split(",")}
            wrong += [f"{name}: {place} without {o}" for o in ("noexec", "nosuid", "size") if o not in named]
    return wrong


def everything_has_a_limit(given: Deployment) -> list[str]:
    return [
        f"{name}: no {key}"
        for name, service in given.services.items()
        for key in ("pids_limit", "mem_limit", "stop_grace_period", "logging")
        if not service.get(key)
    ]


def a_stop_may_take_its_time(given: Deployment) -> list[str]:
    return [
        f"{name}: stop_grace_period is not 40s"
        for name in ("web", "engine", "postgres")
        if given.services[name].get("stop_grace_period") != "40s"
    ]


def an_init_reaps_children(given: Deployment) -> list[str]:
    return _where(given, "init is not true", lambda service: service.get("init") is not True)


def networks_are_internal_but_webs(given: Deployment) -> list[str]:
    wrong = []
    for name, service in given.services.items():
        if set(service.get("networks", ["default"])) != NETWORKS.get(name):
            wrong.append(f"{name}: networks are another")
    for name, network in given.compose["networks"].items():
        if name != "outside" and not (network or {}).get("internal"):
            wrong.append(f"network {name} is not internal")
    return wrong


def only_web_publishes_ports(given: Deployment) -> list[str]:
    wrong = [f"{n}: publishes ports" for n, s in given.services.items() if n != "web" and s.get("ports")]
    if set(given.services["web"].get("ports", [])) != PUBLISHED:
        wrong.append("web: publishes other ports than 8080, and 8081 on this machine alone")
    return wrong


def volumes_are_the_two_and_our_scripts(given: Deployment) -> list[str]:
    """Named volumes where data is; everything else is one of our own scripts, read-only."""
    wrong = []
    for name, service in given.services.items():
        mounts = {str(mount) for mount in service.get("volumes", [])}
        wrong += [f"{name}: {mount} is missing" for mount in DATA.get(name, set()) - mounts]
        for mount in mounts - DATA.get(name, set()):
            source = mount.split(":")[0]
            if not (mount.endswith(":ro") and source.startswith("./") and source[2:] in given.scripts):
                wrong.append(f"{name}: mounts {mount}")
    named = {mount.split(":")[0] for mounts in DATA.values() for mount in mounts}
    if set(given.compose["volumes"]) != named:
        wrong.append("the volumes are not those that are used")
    return wrong


def environments_hold_no_secret(given: Deployment) -> list[str]:
    return [
        f"{name}: {variable} is in the environment"
        for name, service in given.services.items()
        for variable in service.get("environment", {})
        if holds_secret(variable)
    ]


def secrets_are_ignored_by_git(given: Deployment) -> list[str]:
    ignored = (DOCKER / ".gitignore").read_text(encoding="utf-8").split()
    folders = {
        entry["file"].removeprefix("./").partition("/")[0] for entry in given.compose["secrets"].values()
    }
    return [
        f"docker/{folder} is not in docker/.gitignore" for folder in folders if f"{folder}/" not in ignored
    ]


def everything_has_a_health_check(given: Deployment) -> list[str]:
    wrong = []
    for name in SERVICES:
        test = health_check(given, name)
        if not test:
            wrong.append(f"{name}: no health check")
        wrong += [f"{name}: the health check needs {tool}" for tool in FETCHERS if tool in " ".join(test)]
    return wrong


def health_check(given: Deployment, service: str) -> list[str]:
    """Its words, without CMD; empty when there is none."""
    if service in given.images:
        step = given.images[service].final.last("HEALTHCHECK")
        if step is None or not step.rest.startswith("CMD "):
            return []
        return Step("CMD", {}, step.rest.removeprefix("CMD ")).arguments
    test = given.services[service].get("healthcheck", {}).get("test", [])
    return [str(word) for word in test if word not in {"CMD", "CMD-SHELL", "NONE"}]


def _where(given: Deployment, words: str, wrong: Callable[[dict[str, Any]], bool]) -> list[str]:
    return [f"{name}: {words}" for name, service in given.services.items() if wrong(service)]


WALLS: tuple[Rule, ...] = (
    services_are_the_four_we_know,
    file_systems_are_read_only,
    capabilities_are_dropped,
    no_new_privileges,
    nothing_opens_the_container,
    users_are_numbers_and_not_root,
    the_temporary_folder_runs_nothing,
    everything_has_a_limit,
    a_stop_may_take_its_time,
    an_init_reaps_children,
    networks_are_internal_but_webs,
    only_web_publishes_ports,
    volumes_are_the_two_and_our_scripts,
    environments_hold_no_secret,
    secrets_are_ignored_by_git,
    everything_has_a_health_check,
)
