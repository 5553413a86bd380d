"""Training as the command does it: what it writes and says, and what it refuses."""

import json
import shutil
import tarfile
from pathlib import Path

import pytest
import yaml

from bot import model_archive

from .conftest import SERVICES, Trained, train


def aims(root: Path) -> dict[str, float]:
    """What config.yml wants the thresholds to hold."""
    pipeline = yaml.safe_load((root / "config.yml").read_text())["pipeline"]
    return next(part for part in pipeline if part["name"].endswith("LinearClassifier"))


def test_the_thresholds_hold_what_the_configuration_aims_at(trained: Trained, small_root: Path) -> None:
    assert trained.summary["turned_away"] <= aims(small_root)["turned_away"]


def test_training_says_what_it_does_and_sums_it_up(trained: Trained) -> None:
    assert len(trained.lines) >= 2
    assert trained.summary["labels"] > len(SERVICES)
    assert trained.summary["examples"] > 1000
    assert trained.summary["seconds"] > 0
    assert 0.5 < trained.summary["right_first_da"] <= 1
    assert 0.5 < trained.summary["right_first_en"] <= 1
    assert sorted(trained.summary["thresholds"]) == [
        "alarm",
        "both",
        "far",
        "follow_up",
        "inside",
        "mass",
        "of_nothing",
        "sure",
    ]


def test_the_archive_is_one_that_web_would_start(trained: Trained) -> None:
    files = model_archive.look_into(trained.archive)
    assert sum(files.values()) < 50 << 20
    assert {Path(name).suffix for name in files} == {".json", ".npz", ".yml"}


def test_the_same_inputs_give_the_same_bytes(trained: Trained, small_root: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.tar.gz"
    assert train(small_root, again).returncode == 0
    assert again.read_bytes() == trained.archive.read_bytes()


def test_the_domain_is_built_from_the_catalogue(trained: Trained) -> None:
    with tarfile.open(trained.archive) as tar:
        described = tar.extractfile("metadata.json")
        assert described is not None
        domain = json.loads(described.read())["domain"]
    assert {name for name in domain["responses"] if name.startswith("utter_service/")} == {
        f"utter_service/{service}" for service in SERVICES
    }


def copied(root: Path, to: Path) -> Path:
    return Path(shutil.copytree(root, to / "project"))


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        pytest.param("nlu_data/services/ehic.yml", "without an example in nlu_data", id="no words"),
        pytest.param("municipality/services/ehic.yml", "what nothing else knows", id="no service"),
    ],
)
def test_catalogue_and_examples_must_agree(
    small_root: Path, tmp_path: Path, file: str, sentence: str
) -> None:
    root = copied(small_root, tmp_path)
    (root / file).unlink()
    done = train(root, tmp_path / "model.tar.gz")
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "service/ehic" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "model.tar.gz").exists()


def test_a_service_without_a_title_is_named(small_root: Path, tmp_path: Path) -> None:
    root = copied(small_root, tmp_path)
    (root / "municipality/services/ehic.yml").write_text("id: ehic\n")
    done = train(root, tmp_path / "model.tar.gz")
    assert done.returncode == 2
    assert "ehic.yml" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_rule_for_an_action_that_is_not_there_is_refused(small_root: Path, tmp_path: Path) -> None:
    root = copied(small_root, tmp_path)
    rules = root / "stories/rules.yml"
    rules.write_text(rules.read_text().replace("action_offer", "action_ofer"))
    done = train(root, tmp_path / "model.tar.gz")
    assert done.returncode == 2
    assert "action_ofer" in done.stderr
    assert "Traceback" not in done.stderr


def test_training_leaves_nothing_in_the_project(trained: Trained, small_root: Path) -> None:
    assert sorted(path.name for path in small_root.iterdir()) == [
        "config.yml",
        "municipality",
        "nlu_data",
        "stories",
    ]
