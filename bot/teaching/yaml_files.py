"""YAML that people wrote, changed so that only what was meant changes: comments, order and quotes stay."""

import io
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.representer import RoundTripRepresenter

WIDE: Final = 1 << 20  # signs; no line is ever folded


class _Spelt(RoundTripRepresenter):
    """Nothing is written as `null`, as these files do, and not as an empty place."""


def _null(representer: Any, _: None) -> Any:
    return representer.represent_scalar("tag:yaml.org,2002:null", "null")


_Spelt.add_representer(type(None), _null)


def read(text: str, *, indented: bool) -> Any:
    """A document that `written` gives back; raises ruamel's YAMLError. `indented`: how lists stand."""
    return _yaml(indented).load(text)


def written(document: Any, *, indented: bool) -> str:
    out = io.StringIO()
    _yaml(indented).dump(document, out)
    return out.getvalue()


def _yaml(indented: bool) -> YAML:
    yaml = YAML(typ="rt")
    yaml.Representer = _Spelt
    yaml.preserve_quotes = True
    yaml.width = WIDE
    yaml.indent(mapping=2, sequence=4 if indented else 2, offset=2 if indented else 0)
    return yaml
