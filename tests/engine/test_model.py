"""Model files: kept, signed, verified; every hostile archive is refused with one sentence."""

import gzip
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot import model, model_archive
from bot.model import ModelError

from .conftest import ROOT, Trained

KEY = b"k" * 32


def node(**change: Any) -> dict[str, Any]:
    return {
        "needs": {},
        "uses": "bot.engine.components.router.Router",
        "constructor_name": "load",
        "fn": "process",
        "config": {},
        "resource": None,
        **change,
    }


def metadata(*nodes: dict[str, Any], **more: Any) -> bytes:
    graph = {"nodes": {str(place): each for place, each in enumerate(nodes or (node(),))}}
    return json.dumps({"train_schema": {"nodes": {}}, "predict_schema": graph, **more}).encode()


Member = tuple[tarfile.TarInfo, bytes]


def member(name: str, content: bytes = b"{}", kind: bytes = tarfile.REGTYPE, link: str = "") -> Member:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    info.size = len(content) if kind == tarfile.REGTYPE else 0
    return info, content


def archive(folder: Path, *members: Member, described: bytes | None = None) -> Path:
    """A model as the trainer packs it, with `members` beside its metadata."""
    path = folder / "archive.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        for info, content in (member("metadata.json", described or metadata()), *members):
            tar.addfile(info, io.BytesIO(content))
    return path


def refused(path: Path) -> str:
    with pytest.raises(ModelError) as caught:
        model_archive.look_into(path)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def test_a_trained_model_is_published_and_verified(trained: Trained, tmp_path: Path) -> None:
    published = model.publish(trained.archive, tmp_path / "models", KEY, "inputs")
    assert published.archive.name == f"{published.digest}.tar.gz"
    assert published.archive.read_bytes() == trained.archive.read_bytes()
    assert model.verify(tmp_path / "models", KEY) == published
    assert model.current(tmp_path / "models", KEY) == published
    assert published.stale("other inputs")
    assert not published.stale("inputs")


def test_without_a_model_there_is_none(tmp_path: Path) -> None:
    assert model.current(tmp_path, KEY) is None
    with pytest.raises(ModelError, match="There is no model"):
        model.verify(tmp_path, KEY)


def test_a_refused_archive_leaves_the_old_model_in_use(tmp_path: Path) -> None:
    kept = model.publish(archive(tmp_path), tmp_path / "models", KEY, "a")
    with pytest.raises(ModelError):
        model.publish(archive(tmp_path, member("components/x.pkl")), tmp_path / "models", KEY, "b")
    assert model.verify(tmp_path / "models", KEY) == kept


def test_only_the_newest_archives_are_kept(tmp_path: Path) -> None:
    for number in range(6):
        path = archive(tmp_path, member("components/a.json", str(number).encode()))
        newest = model.publish(path, tmp_path / "models", KEY, "inputs")
    assert len(list((tmp_path / "models").glob("*.tar.gz"))) == model.KEPT
    assert len(list((tmp_path / "models").glob("*.json"))) == model.KEPT
    assert model.verify(tmp_path / "models", KEY) == newest


def flip(path: Path, place: int) -> None:
    raw = bytearray(path.read_bytes())
    raw[place] ^= 1
    path.write_bytes(bytes(raw))


@pytest.mark.parametrize("place", [0, 100, -1])
def test_a_flipped_bit_is_found(tmp_path: Path, place: int) -> None:
    published = model.publish(archive(tmp_path), tmp_path / "models", KEY, "inputs")
    flip(published.archive, place)
    with pytest.raises(ModelError, match="its digest is another"):
        model.verify(tmp_path / "models", KEY)


def test_a_manifest_signed_with_another_key_is_refused(tmp_path: Path) -> None:
    model.publish(archive(tmp_path), tmp_path / "models", b"x" * 32, "inputs")
    with pytest.raises(ModelError, match="not signed by this installation"):
        model.verify(tmp_path / "models", KEY)


def test_a_changed_manifest_is_refused(tmp_path: Path) -> None:
    published = model.publish(archive(tmp_path), tmp_path / "models", KEY, "inputs")
    manifest = published.archive.with_name(f"{published.digest}.json")
    manifest.write_text(manifest.read_text().replace("inputs", "inputz", 1).replace('"inputs"', '"inputz"'))
    with pytest.raises(ModelError):
        model.verify(tmp_path / "models", KEY)


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", "null", "\x00", '{"manifest": [], "hmac": 5}', "[" * 100_000]
)
def test_a_broken_manifest_is_refused(tmp_path: Path, content: str) -> None:
    published = model.publish(archive(tmp_path), tmp_path / "models", KEY, "inputs")
    published.archive.with_name(f"{published.digest}.json").write_text(content)
    with pytest.raises(ModelError):
        model.verify(tmp_path / "models", KEY)


@pytest.mark.parametrize("content", ["", "../../etc/passwd", "a" * 63, "g" * 64])
def test_a_pointer_that_names_no_digest_is_refused(tmp_path: Path, content: str) -> None:
    model.publish(archive(tmp_path), tmp_path / "models", KEY, "inputs")
    (tmp_path / "models" / "current").write_text(content)
    with pytest.raises(ModelError, match="does not name a model"):
        model.verify(tmp_path / "models", KEY)


def test_an_archive_that_is_gone_is_refused(tmp_path: Path) -> None:
    published = model.publish(archive(tmp_path), tmp_path / "models", KEY, "inputs")
    published.archive.unlink()
    with pytest.raises(ModelError, match="cannot be read"):
        model.verify(tmp_path / "models", KEY)


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param(member("../x.json"), id="up"),
        pytest.param(member("components/../../x.json"), id="up from within"),
        pytest.param(member("/etc/x.json"), id="absolute"),
        pytest.param(member("components\\..\\x.json"), id="backslashes"),
        pytest.param(member("x.json"), id="beside the components"),
        pytest.param(member("componentsx/x.json"), id="a longer prefix"),
        pytest.param(member("./components/x.json"), id="another spelling"),
        pytest.param(member("components/x.pkl"), id="a pickle"),
        pytest.param(member("components/x.py"), id="code"),
        pytest.param(member("components/x"), id="no kind"),
        pytest.param(member("components/x.json", kind=tarfile.SYMTYPE, link="/etc/passwd"), id="symlink"),
        pytest.param(member("components/x.json", kind=tarfile.LNKTYPE, link="metadata.json"), id="hard link"),
        pytest.param(member("components/x.json", kind=tarfile.CHRTYPE), id="device"),
        pytest.param(member("components/x.json", kind=tarfile.BLKTYPE), id="block device"),
        pytest.param(member("components/x.json", kind=tarfile.FIFOTYPE), id="pipe"),
        pytest.param(member("metadata.json", metadata()), id="metadata twice"),
    ],
)
def test_a_hostile_member_is_refused(tmp_path: Path, hostile: Member) -> None:
    refused(archive(tmp_path, hostile))


def test_an_archive_without_metadata_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.tar.gz"
    with tarfile.open(path, "w:gz"):
        pass
    assert "no metadata.json" in refused(path)


@pytest.mark.parametrize("raw", [b"", b"x" * 1000, gzip.compress(b""), gzip.compress(b"x" * 5000)])
def test_what_is_no_archive_is_refused(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "x.tar.gz"
    path.write_bytes(raw)
    refused(path)


def test_a_cut_archive_is_refused(trained: Trained, tmp_path: Path) -> None:
    path = tmp_path / "cut.tar.gz"
    path.write_bytes(trained.archive.read_bytes()[:-5000])
    refused(path)


def zeros(path: Path, header: tarfile.TarInfo, size: int, write: Callable[[], bytes]) -> None:
    """`size` bytes behind a header, without holding them."""
    with gzip.open(path, "wb", compresslevel=1) as packed:
        info, content = member("metadata.json", metadata())
        packed.write(info.tobuf() + content + b"\0" * (-len(content) % 512) + header.tobuf())
        for _ in range(size >> 20):
            packed.write(write())


def test_a_bomb_of_zeros_is_refused_by_what_it_says(tmp_path: Path) -> None:
    header, _ = member("components/x.npz")
    header.size = 10 << 30
    zeros(tmp_path / "bomb.tar.gz", header, 0, bytes)
    assert "more than 300 MB" in refused(tmp_path / "bomb.tar.gz")


def test_a_bomb_in_a_header_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """tarfile would read a long name whole into memory."""
    header, _ = member("././@LongLink", kind=tarfile.GNUTYPE_LONGNAME)
    header.size = 100 << 20
    zeros(tmp_path / "bomb.tar.gz", header, 100 << 20, lambda: b"a" * (1 << 20))
    assert "header that is too large" in refused(tmp_path / "bomb.tar.gz")


def test_a_hundred_thousand_members_are_refused_early(tmp_path: Path) -> None:
    path = tmp_path / "many.tar.gz"
    with tarfile.open(path, "w:gz", compresslevel=1) as tar:
        for number in range(100_000):
            tar.addfile(tarfile.TarInfo(f"components/{number}.json"))
    assert "more than 200 members" in refused(path)


@pytest.mark.parametrize(
    "described",
    [
        pytest.param(metadata(node(uses="subprocess.Popen")), id="any class"),
        pytest.param(
            metadata(node(uses="rasa.nlu.classifiers.diet_classifier.DIETClassifier")), id="TensorFlow"
        ),
        pytest.param(metadata(node(fn="__init_subclass__")), id="any method"),
        pytest.param(metadata(node(constructor_name="mro")), id="any constructor"),
        pytest.param(metadata(node(config={"featurizer": "os.system"})), id="a featurizer by name"),
        pytest.param(metadata(node(config={"featurizer": [{"name": "os.system"}]})), id="a list of classes"),
        pytest.param(metadata(node(config={"x": {"name": "os.system"}})), id="a nested setting"),
        pytest.param(metadata(more={"uses": "os.system"}), id="a class outside the graph"),
        pytest.param(
            metadata(train_schema={"nodes": {"x": node(uses="os.system")}}), id="in the other graph"
        ),
        pytest.param(metadata(node(uses=["os.system"])), id="a list for a name"),
        pytest.param(b"not JSON", id="not JSON"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"{}", id="nothing"),
        pytest.param(b"[" * 100_000, id="deeply nested"),
    ],
)
def test_metadata_may_name_our_parts_only(tmp_path: Path, described: bytes) -> None:
    refused(archive(tmp_path, described=described))


def test_the_graph_of_a_trained_model_names_what_is_on_the_list_and_all_of_it(trained: Trained) -> None:
    """A class that no model needs any more must leave the list."""
    with tarfile.open(trained.archive) as tar:
        described = tar.extractfile("metadata.json")
        assert described is not None
        nodes = json.loads(described.read())["predict_schema"]["nodes"].values()
    assert {each["uses"] for each in nodes} == model_archive.CLASSES
    assert {call for each in nodes for call in (each["fn"], each["constructor_name"])} <= model_archive.CALLS


def copy_of_inputs(root: Path) -> Path:
    """The few files that tell what training reads."""
    for name, text in {
        "config.yml": "a",
        "nlu_data/services/x.yml": "a",
        "stories/rules.yml": "a",
        "bot/engine/uv.lock": "a",
        "bot/engine/components/x.py": "a",
        "bot/engine/.venv/lib/x.py": "a",
        "municipality/services/x.yml": "id: x\ntitle:\n  da: a\n  en: b\ntells_apart: {da: c}\n"
        "summary:\n  da: d\nlink:\n  url: https://a.dk\n",
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


@pytest.mark.parametrize(
    "name",
    [
        "config.yml",
        "nlu_data/services/x.yml",
        "stories/rules.yml",
        "bot/engine/uv.lock",
        "bot/engine/components/x.py",
    ],
)
def test_the_inputs_change_with_each_file_that_training_reads(tmp_path: Path, name: str) -> None:
    root = copy_of_inputs(tmp_path)
    before = model.inputs_hash(root)
    assert model.inputs_hash(root) == before
    (root / name).write_text("b")
    assert model.inputs_hash(root) != before
    (root / name).write_text("a")
    assert model.inputs_hash(root) == before
    (root / name).rename((root / name).with_stem("other"))
    assert model.inputs_hash(root) != before


@pytest.mark.parametrize("text", ["da: a", "en: b", "da: c", "da: d"])
def test_the_inputs_change_with_the_words_of_the_catalogue(tmp_path: Path, text: str) -> None:
    root = copy_of_inputs(tmp_path)
    before = model.inputs_hash(root)
    service = root / "municipality/services/x.yml"
    service.write_text(service.read_text().replace(text, text + "x"))
    assert model.inputs_hash(root) != before


def test_the_inputs_do_not_change_with_a_link_or_with_the_environment(tmp_path: Path) -> None:
    root = copy_of_inputs(tmp_path)
    before = model.inputs_hash(root)
    service = root / "municipality/services/x.yml"
    service.write_text(service.read_text().replace("https://a.dk", "https://b.dk"))
    (root / "bot/engine/.venv/lib/x.py").write_text("b")
    assert model.inputs_hash(root) == before


def test_the_inputs_of_this_project_are_read_at_once() -> None:
    assert len(model.inputs_hash(ROOT)) == 64
