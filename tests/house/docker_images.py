"""What may go into an image, and how it gets there."""

from tests.house.deployment import OURS, ROOT, Deployment, Rule
from tests.house.dockerfile import Dockerfile


def images_have_versions(given: Deployment) -> list[str]:
    bases = [stage.base for image in given.images.values() for stage in image.stages]
    names = {stage.name for image in given.images.values() for stage in image.stages}
    bases = [base for base in bases if base not in names]
    bases += [service["image"] for name, service in given.services.items() if name not in OURS]
    return [f"{base} has no version" for base in bases if not _versioned(base)]


def _versioned(base: str) -> bool:
    if "@sha256:" in base:
        return True
    tag = base.rpartition("/")[2].partition(":")[2]
    return tag[:1].isdigit()


def images_stop_on_sigterm(given: Deployment) -> list[str]:
    signals = {name: image.final.last("STOPSIGNAL") for name, image in given.images.items()}
    return [
        f"{name}: no STOPSIGNAL SIGTERM"
        for name, step in signals.items()
        if not step or step.rest != "SIGTERM"
    ]


def final_images_install_nothing(given: Deployment) -> list[str]:
    """The tools that build stay behind: only a folder is made in the last stage."""
    return [
        f"{name}: the final image runs {step.rest}"
        for name, image in given.images.items()
        for step in image.final.all("RUN")
        if not step.rest.startswith("install -d ")
    ]


def images_install_from_the_lock_alone(given: Deployment) -> list[str]:
    wrong = []
    for name, image in given.images.items():
        runs = [step.rest for step in image.steps if step.word == "RUN"]
        syncs = [run for run in runs if run.startswith("uv sync ")]
        if len(syncs) != 1 or not all({"--frozen", "--no-dev"} <= set(run.split()) for run in syncs):
            wrong.append(f"{name}: not one uv sync --frozen --no-dev")
        strange = ("pip", "apt-get", "curl", "wget", "uv add", "uv pip")
        wrong += [f"{name}: runs {run}" for run in runs if any(word in run for word in strange)]
    return wrong


def copies_are_of_files_that_exist(given: Deployment) -> list[str]:
    return [
        f"{name}: COPY {source} does not exist"
        for name, image in given.images.items()
        for source in sources(image)
        if not (ROOT / source).exists()
    ]


def copies_are_narrow(given: Deployment) -> list[str]:
    wrong = []
    for name, image in given.images.items():
        wrong += [f"{name}: ADD {step.rest}" for step in image.steps if step.word == "ADD"]
        wrong += [
            f"{name}: copies {s}" for s in sources(image) if s.rstrip("/") in {"", ".", "docker", "var"}
        ]
    return wrong


def builders_get_only_what_is_copied(given: Deployment) -> list[str]:
    """Each .dockerignore begins with everything and lets in exactly the sources."""
    wrong = []
    for name, image in given.images.items():
        lines = [line for line in given.ignores[name] if line and not line.startswith("#")]
        let_in = {line[1:] for line in lines if line.startswith("!")}
        wanted = set(sources(image))
        if lines[:1] != ["*"]:
            wrong.append(f"{name}: the .dockerignore does not begin with *")
        # bot/engine stands for the two files of it that are copied first.
        wrong += [f"{name}: .dockerignore lets in {extra}" for extra in let_in - wanted]
        covered = {
            path for path in wanted if any(path == one or path.startswith(f"{one}/") for one in let_in)
        }
        wrong += [f"{name}: .dockerignore keeps out {path}" for path in wanted - covered]
        if name == "engine" and "bot/engine/.venv" not in lines:
            wrong.append("engine: .dockerignore lets in bot/engine/.venv")
    return wrong


def images_hold_no_secret(given: Deployment) -> list[str]:
    wrong = [
        f"{n}: ARG {s.rest}" for n, image in given.images.items() for s in image.steps if s.word == "ARG"
    ]
    for name, image in given.images.items():
        for variable in image.final.environment():
            if holds_secret(variable):
                wrong.append(f"{name}: ENV {variable}")
    return wrong


def holds_secret(variable: str) -> bool:
    words = ("SECRET", "PASSWORD", "TOKEN", "_KEY")
    return any(word in variable for word in words) and not variable.endswith("_FILE")


def sources(image: Dockerfile) -> list[str]:
    """What is copied from the project, not from another stage."""
    copies = [step for step in image.steps if step.word == "COPY" and "from" not in step.flags]
    return [source for step in copies for source in step.arguments[:-1]]


IMAGES: tuple[Rule, ...] = (
    images_have_versions,
    images_stop_on_sigterm,
    final_images_install_nothing,
    images_install_from_the_lock_alone,
    copies_are_of_files_that_exist,
    copies_are_narrow,
    builders_get_only_what_is_copied,
    images_hold_no_secret,
)
