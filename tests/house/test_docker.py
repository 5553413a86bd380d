"""docker/ agrees with the code and keeps its walls; each rule is seen to fail on a planted stray."""

from collections.abc import Callable

import pytest

from tests.house import docker_images, docker_walls, docker_wiring
from tests.house.deployment import Deployment, Rule, copied, load
from tests.house.docker_images import IMAGES
from tests.house.docker_walls import WALLS
from tests.house.docker_wiring import WIRING
from tests.house.dockerfile import Step, parse

RULES = (*WALLS, *IMAGES, *WIRING)
REAL = load()
Plant = Callable[[Deployment], object]


def name_of(rule: Rule) -> str:
    return rule.__name__


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_docker_keeps_the_rule(rule: Rule) -> None:
    assert rule(REAL) == []


def service(name: str, key: str, value: object) -> Plant:
    return lambda given: given.services[name].__setitem__(key, value)


def without(name: str, key: str) -> Plant:
    return lambda given: given.services[name].pop(key)


def variable(name: str, key: str, value: str) -> Plant:
    return lambda given: given.services[name].setdefault("environment", {}).__setitem__(key, value)


def image_variable(name: str, old: str, new: str) -> Plant:
    def plant(given: Deployment) -> None:
        for step in given.images[name].final.all("ENV"):
            step.rest = step.rest.replace(old, new)

    return plant


def step(name: str, stage: int, word: str, rest: str) -> Plant:
    """One more instruction, or another in place of the last of that word where there is but one."""
    return lambda given: given.images[name].stages[stage].steps.append(Step(word, {}, rest))


def no_step(name: str, word: str) -> Plant:
    def plant(given: Deployment) -> None:
        final = given.images[name].final
        final.steps = [step for step in final.steps if step.word != word]

    return plant


def run(name: str, old: str, new: str) -> Plant:
    def plant(given: Deployment) -> None:
        for step in given.images[name].steps:
            step.rest = step.rest.replace(old, new)

    return plant


def script(name: str, old: str, new: str) -> Plant:
    return lambda given: given.scripts.__setitem__(name, given.scripts[name].replace(old, new))


def base(name: str, number: int, image: str) -> Plant:
    return lambda given: setattr(given.images[name].stages[number], "base", image)


def replaced(name: str, key: str, old: str, new: str) -> Plant:
    return lambda given: given.services[name].__setitem__(
        key, [str(part).replace(old, new) for part in given.services[name][key]]
    )


w, i, x = docker_walls, docker_images, docker_wiring
STRAYS: list[tuple[Rule, Plant, str]] = [
    (w.services_are_the_four_we_know, lambda g: g.services.update(adminer={}), "a fifth service"),
    (w.file_systems_are_read_only, service("engine", "read_only", False), "a writable engine"),
    (w.file_systems_are_read_only, without("redis", "read_only"), "a writable redis"),
    (w.capabilities_are_dropped, service("web", "cap_drop", ["NET_RAW"]), "one capability dropped"),
    (w.no_new_privileges, without("engine", "security_opt"), "no security_opt"),
    (
        w.no_new_privileges,
        service("web", "security_opt", ["no-new-privileges:true", "seccomp=unconfined"]),
        "seccomp off",
    ),
    (w.nothing_opens_the_container, service("web", "privileged", True), "privileged"),
    (w.nothing_opens_the_container, service("postgres", "cap_add", ["CHOWN"]), "a capability added"),
    (w.nothing_opens_the_container, service("engine", "network_mode", "host"), "the host's network"),
    (w.users_are_numbers_and_not_root, service("redis", "user", "0:0"), "root"),
    (w.users_are_numbers_and_not_root, service("redis", "user", "redis"), "a name"),
    (w.users_are_numbers_and_not_root, without("postgres", "user"), "no user"),
    (w.users_are_numbers_and_not_root, no_step("web", "USER"), "an image without USER"),
    (w.the_temporary_folder_runs_nothing, without("engine", "tmpfs"), "no tmpfs"),
    (w.the_temporary_folder_runs_nothing, service("web", "tmpfs", ["/tmp:nosuid,size=9m"]), "may execute"),
    (w.the_temporary_folder_runs_nothing, service("web", "tmpfs", ["/tmp:noexec,nosuid"]), "no size"),
    (w.everything_has_a_limit, without("engine", "pids_limit"), "no pids_limit"),
    (w.everything_has_a_limit, without("postgres", "mem_limit"), "no mem_limit"),
    (w.a_stop_may_take_its_time, service("web", "stop_grace_period", "10s"), "ten seconds to stop"),
    (w.an_init_reaps_children, without("web", "init"), "no init"),
    (w.networks_are_internal_but_webs, service("engine", "networks", ["storage"]), "engine at the database"),
    (w.networks_are_internal_but_webs, without("redis", "networks"), "the default network"),
    (
        w.networks_are_internal_but_webs,
        lambda g: g.compose["networks"].update(understanding={}),
        "an engine that reaches the world",
    ),
    (w.only_web_publishes_ports, service("postgres", "ports", ["5432:5432"]), "a public database"),
    (w.only_web_publishes_ports, service("web", "ports", ["8080:8080", "8081:8081"]), "a public console"),
    (
        w.only_web_publishes_ports,
        lambda g: g.services["web"]["ports"].append("8083:8083"),
        "public actions",
    ),
    (
        w.volumes_are_the_two_and_our_scripts,
        service("engine", "volumes", ["/var/run/docker.sock:/var/run/docker.sock:ro"]),
        "docker's socket",
    ),
    (
        w.volumes_are_the_two_and_our_scripts,
        service("redis", "volumes", ["./redis.sh:/x"]),
        "writable script",
    ),
    (w.volumes_are_the_two_and_our_scripts, service("web", "volumes", []), "no volume for web"),
    (w.volumes_are_the_two_and_our_scripts, lambda g: g.compose["volumes"].update(more={}), "unused volume"),
    (
        w.environments_hold_no_secret,
        variable("postgres", "POSTGRES_PASSWORD", "genvej"),
        "a password in the environment",
    ),
    (
        w.secrets_are_ignored_by_git,
        lambda g: g.compose["secrets"].update(engine={"file": "./keys/engine"}),
        "a folder that git sees",
    ),
    (w.everything_has_a_health_check, no_step("engine", "HEALTHCHECK"), "no health check"),
    (w.everything_has_a_health_check, without("redis", "healthcheck"), "no health check of redis"),
    (
        w.everything_has_a_health_check,
        service("postgres", "healthcheck", {"test": ["CMD", "curl", "http://127.0.0.1"]}),
        "curl",
    ),
    (i.images_have_versions, service("redis", "image", "redis"), "redis without a tag"),
    (i.images_have_versions, service("redis", "image", "redis:latest"), "latest"),
    (i.images_have_versions, base("web", 0, "ghcr.io/astral-sh/uv:latest"), "the latest uv"),
    (i.images_stop_on_sigterm, no_step("engine", "STOPSIGNAL"), "no STOPSIGNAL"),
    (i.final_images_install_nothing, step("web", -1, "RUN", "python -m pip install ipython"), "pip"),
    (i.images_install_from_the_lock_alone, run("web", "--frozen ", ""), "not frozen"),
    (i.images_install_from_the_lock_alone, run("engine", "--no-dev", ""), "with test tools"),
    (i.images_install_from_the_lock_alone, step("engine", 1, "RUN", "apt-get install -y gcc"), "apt-get"),
    (i.copies_are_of_files_that_exist, run("web", "nlu_data", "nlu_date"), "a misspelt folder"),
    (i.copies_are_narrow, step("web", -1, "COPY", ". ."), "everything"),
    (i.copies_are_narrow, step("web", -1, "ADD", "https://example.org/x /x"), "ADD"),
    (i.builders_get_only_what_is_copied, lambda g: g.ignores["web"].remove("*"), "no *"),
    (i.builders_get_only_what_is_copied, lambda g: g.ignores["web"].append("!var"), "var let in"),
    (i.builders_get_only_what_is_copied, lambda g: g.ignores["web"].remove("!actions"), "actions kept out"),
    (
        i.builders_get_only_what_is_copied,
        lambda g: g.ignores["engine"].remove("bot/engine/.venv"),
        "this machine's environment",
    ),
    (i.images_hold_no_secret, step("engine", -1, "ENV", "GENVEJ_ENGINE_SECRET=x"), "a secret in ENV"),
    (i.images_hold_no_secret, step("web", 1, "ARG", "TOKEN"), "an ARG"),
    (x.webs_variables_are_settings, variable("web", "GENVEJ_PUBLIK_URL", "x"), "a misspelt variable"),
    (x.webs_variables_are_settings, variable("web", "GENVEJ_INTERNAL_PORT", "many"), "no number"),
    (x.webs_variables_are_settings, variable("web", "GENVEJ_PUBLIC_URL_FILE", "/x"), "a file for no secret"),
    (x.webs_variables_are_settings, variable("web", "GENVEJ_PUBLIC_URL", "${GENVEJ_URL:-}"), "asks for none"),
    (x.webs_variables_are_settings, script("genvej.sh", "DATABASE_URL", "DB_URL"), "a misspelt export"),
    (x.the_engines_variables_are_its_own, variable("engine", "GENVEJ_ENGINE_HOTS", "x"), "a misspelt one"),
    (x.the_engines_variables_are_its_own, script("engine.sh", "GENVEJ_ENGINE_SECRET=", "A="), "no secret"),
    (x.other_variables_are_known, variable("postgres", "POSTGRES_PASWORD_FILE", "x"), "a misspelt one"),
    (x.ports_are_those_of_the_settings, service("web", "ports", ["80:80", "127.0.0.1:8081:8081"]), "port 80"),
    (x.ports_are_those_of_the_settings, no_step("web", "EXPOSE"), "no EXPOSE"),
    (x.ports_are_those_of_the_settings, run("web", ":8080/livez", ":8000/livez"), "a check of another port"),
    (
        x.web_and_engine_find_each_other,
        variable("web", "GENVEJ_ENGINE_URL", "http://engine:1"),
        "a wrong port",
    ),
    (x.web_and_engine_find_each_other, variable("web", "GENVEJ_INTERNAL_PORT", "9"), "actions elsewhere"),
    (x.web_and_engine_find_each_other, image_variable("engine", "0.0.0.0", "127.0.0.1"), "a deaf engine"),
    (x.paths_asked_are_routes, run("web", "/livez", "/alive"), "a check of no route"),
    (
        x.paths_asked_are_routes,
        variable("engine", "GENVEJ_ENGINE_ACTIONS_URL", "http://web:8083/webhook"),
        "actions at no route",
    ),
    (x.commands_are_real, run("web", '["run"]', '["serve"]'), "genvej serve"),
    (x.commands_are_real, script("engine.sh", "bot.engine serve", "bot.engine run"), "bot.engine run"),
    (x.commands_are_real, run("engine", "bot.engine train", "bot.engine learn"), "bot.engine learn"),
    (x.commands_are_real, script("genvej.sh", "-m bot ", "-m boot "), "python -m boot"),
    (x.scripts_are_where_they_run, lambda g: g.runnable.remove("engine.sh"), "not executable"),
    (x.scripts_are_where_they_run, run("web", "/usr/local/bin/genvej", "/usr/bin/genvej"), "elsewhere"),
    (x.scripts_are_where_they_run, service("redis", "command", ["redis-server"]), "redis without users"),
    (x.the_model_is_where_it_was_trained, image_variable("engine", "genvej.tar.gz", "m.tar.gz"), "another"),
    (x.tensorflow_stays_out_of_the_image, run("engine", "--no-install-package keras", ""), "keras"),
    (x.tensorflow_stays_out_of_the_image, run("engine", "package jax ", "package tenserflow "), "misspelt"),
    (x.webs_folder_is_its_volume, image_variable("web", "/var/lib/genvej", "/srv/var"), "not on the volume"),
    (x.webs_folder_is_its_volume, run("web", "0700", "0755"), "a folder that others read"),
    (x.secrets_are_given_to_those_who_read_them, service("engine", "secrets", []), "an engine without one"),
    (
        x.secrets_are_given_to_those_who_read_them,
        service("engine", "secrets", ["engine", "database"]),
        "an engine that knows the database's",
    ),
    (x.secrets_are_given_to_those_who_read_them, script("make-secrets.sh", "receipts", ""), "one not made"),
    (
        x.secrets_are_given_to_those_who_read_them,
        lambda g: g.compose["secrets"].update(redis={"environment": "REDIS"}),
        "one from the environment",
    ),
    (x.names_of_database_and_redis_agree, script("genvej.sh", "@postgres:", "@database:"), "another host"),
    (x.names_of_database_and_redis_agree, script("postgres.sh", "NOSUPERUSER", "SUPERUSER"), "a superuser"),
    (x.names_of_database_and_redis_agree, script("redis.sh", "genvej_web", "web"), "another user"),
    (
        x.postgresql_keeps_what_it_acknowledges,
        replaced("postgres", "command", "synchronous_commit=on", "synchronous_commit=off"),
        "commits that may be lost",
    ),
    (
        x.postgresql_keeps_what_it_acknowledges,
        variable("postgres", "POSTGRES_HOST_AUTH_METHOD", "trust"),
        "trust",
    ),
    (
        x.web_waits_for_what_it_cannot_do_without,
        service("web", "depends_on", {"postgres": {"condition": "service_started"}, "engine": {}}),
        "a database that is not ready",
    ),
    (x.pythons_are_those_of_the_projects, base("engine", 1, "python:3.11-slim-bookworm"), "Rasa on 3.11"),
]


@pytest.mark.parametrize(
    ("rule", "plant"), [pytest.param(r, p, id=f"{name_of(r)}:{words}") for r, p, words in STRAYS]
)
def test_the_rule_sees_a_planted_stray(rule: Rule, plant: Plant) -> None:
    planted = copied(REAL)
    plant(planted)
    assert rule(planted) != []


def test_every_rule_has_been_seen_to_fail() -> None:
    assert {name_of(rule) for rule, _, _ in STRAYS} == {name_of(rule) for rule in RULES}


def test_a_dockerfile_is_read_as_docker_does() -> None:
    read = parse(
        "# comment\nFROM a:1 AS one\nRUN x \\\n  # in between\n  y\n"
        'FROM b:2\nCOPY --from=one --chmod=0755 /p /q\nHEALTHCHECK --interval=1s CMD ["c", "d e"]\n'
    )
    assert [(stage.base, stage.name) for stage in read.stages] == [("a:1", "one"), ("b:2", None)]
    assert read.stages[0].steps == [Step("RUN", {}, "x y")]
    assert read.final.steps[0] == Step("COPY", {"from": "one", "chmod": "0755"}, "/p /q")
    assert read.final.steps[1] == Step("HEALTHCHECK", {"interval": "1s"}, 'CMD ["c", "d e"]')
    with pytest.raises(ValueError, match="before the first FROM"):
        parse("RUN x")
