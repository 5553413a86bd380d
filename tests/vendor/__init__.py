"""Files of others that only tests use, as their authors published them; none is fetched when tests run."""

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Vendored:
    """`file` in this folder; `package` as npm names it; `sha256` of the file as it was published."""

    file: str
    package: str
    licence: str
    sha256: str

    def read(self) -> str:
        return (HERE / self.file).read_text(encoding="utf-8")


AXE = Vendored(
    file="axe-core/axe.min.js",
    package="axe-core@4.14.1",
    licence="MPL-2.0",
    sha256="29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c",
)
DEEP_CHAT = Vendored(
    file="deep-chat/deepChat.bundle.js",
    package="deep-chat@2.4.2",
    licence="MIT",
    sha256="4be8e65b12c0678ccc06fd157a402be4dc7c01f910056166518781f1de2d6ad7",
)
VENDORED = (AXE, DEEP_CHAT)
