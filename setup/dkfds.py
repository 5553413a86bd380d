"""Makes bot/http/dkfds/files/ out of the npm package `dkfds`, the Danish public design system: `make dkfds`.

What needs the package's scripts is left out, and so is what our pages never show: a third of it is left.
Three things are changed, and nothing is written by hand: sizes count from the reader's own font (1.6rem of a
root of 62.5 % becomes 1rem), the theme's colour becomes ours, and addresses become names of files beside it.
"""

import base64
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import tinycss2
from tinycss2.ast import AtRule, Node, QualifiedRule

VERSION = "11.2.0"
# As `npm view dkfds@11.2.0 dist.integrity` prints it.
SHA512 = "JuVf8NjEOeF+TKIhEFXa3BfZvk1ulQM8+XN+6QhgDo6kiwwvupyBY34YU4FglBeyFWHbE5mYDmnrcYTWOSKkEA=="
FILES = Path(__file__).parents[1] / "bot" / "http" / "dkfds" / "files"
SHEET = "package/dist/css/dkfds-virkdk.css"
COLOURS = {"#0059b3": "#0d4a57", "#004993": "#0a3943"}
WEIGHTS = {"400": "Regular", "600": "SemiBold", "700": "Bold"}
FONTS = "package/dist/fonts/IBMPlexSans"
ICONS = (
    "check", "chevron-left", "chevron-right", "close", "document", "edit", "error",
    "headset", "help", "info", "lock", "open-in-new", "print", "save", "search", "success", "time", "warning",
)  # fmt: skip
# Classes by how they begin: components that work by script alone, or that no page of ours has.
LEFT_OUT = re.compile(
    r"accordion|alert-close|anchor|back-to-top|card|col\b|row\b|no-gutters|cookie|d-(sm|md|lg|xl)-|date-picker|embed"
    r"|fds-modal|footer-theme|form-limit|icon-(?!svg|link)|js-|language-switcher|loading|logo|mainmenu|modal|m[a-z]?-"
    r"|navigation-menu|mobile-drawer|offset|order-|overflow-menu|overflow-list|p[a-z]?-|portal|sidemenu|sidenav"
    r"|align-text|fixed-|flex-|position-|sticky|bg-|spinner|structured|button-overflow|tab-|tabnav|table-(pagination|selectable|actions)|table--(selectable)"
    r"|toast|toggle|tooltip|w-percent|overlay|hidden-content|align-(self|items|content)|justify|submenu|contains-"
)
CLASS = re.compile(r"\.([A-Za-z_][\w-]*)")
# Shown only when a script has set them.
SCRIPTED = re.compile(r"#main-content|\[aria-hidden|\[data-|\[class\*=")
REM = re.compile(r"(?<![\w.#-])(\d*\.?\d+)rem\b")


def fetched(folder: Path) -> tarfile.TarFile:
    """The package, once its checksum has been seen to be right."""
    subprocess.run(  # noqa: S603
        ["npm", "pack", "--silent", f"dkfds@{VERSION}"],  # noqa: S607
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    archive = folder / f"dkfds-{VERSION}.tgz"
    found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != SHA512:
        sys.exit(f"dkfds {VERSION} is not the package that was looked at: sha512-{found}")
    return tarfile.open(archive)


def read(package: tarfile.TarFile, name: str) -> bytes:
    member = package.extractfile(name)
    if member is None:
        sys.exit(f"dkfds {VERSION} has no {name}")
    return member.read()


def kept(rules: Iterable[Node]) -> Iterator[str]:
    """Each rule that our pages can use, as text."""
    for rule in rules:
        if isinstance(rule, QualifiedRule):
            yield from plain(rule)
        elif isinstance(rule, AtRule) and rule.lower_at_keyword == "font-face":
            yield from font(rule)
        elif isinstance(rule, AtRule) and rule.lower_at_keyword in ("media", "supports") and rule.content:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            lines = "\n".join(kept(inner))
            if lines:
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{\n{lines}\n}}"


def plain(rule: QualifiedRule) -> Iterator[str]:
    selectors = [one.strip() for one in split(tinycss2.serialize(rule.prelude))]
    wanted = [one for one in selectors if usable(one)]
    body = " ".join(tinycss2.serialize(rule.content).split())
    if wanted and body:
        yield f"{','.join(wanted)}{{{body}}}"


def split(selector: str) -> list[str]:
    """At the commas outside brackets."""
    return re.split(r",(?![^(]*\))", selector)


def usable(selector: str) -> bool:
    """What is excluded by :not() does not make a selector need it."""
    asked = re.sub(r":not\([^)]*\)", "", selector)
    return not SCRIPTED.search(asked) and not any(LEFT_OUT.match(name) for name in CLASS.findall(asked))


def font(rule: AtRule) -> Iterator[str]:
    text = tinycss2.serialize(rule.content or [])
    weight = re.search(r"font-weight:\s*(\d+)", text)
    if weight and weight[1] in WEIGHTS and "italic" not in text:
        name = f"IBMPlexSans-{WEIGHTS[weight[1]]}-Latin1.woff2"
        yield (
            '@font-face{font-family:"IBM Plex Sans";font-style:normal;'
            f'font-weight:{weight[1]};src:url("{name}") format("woff2");font-display:swap}}'
        )


def ours(sheet: str) -> str:
    """With sizes from the reader's own, our colour, and files beside it."""
    sheet = sheet.replace("font-size:62.5%", "font-size:100%")
    sheet = REM.sub(lambda size: f"{float(size[1]) * 0.625:g}rem", sheet)
    sheet = re.sub(r'url\("\.\./img/svg-icons/', 'url("', sheet)
    for theirs, colour in COLOURS.items():
        sheet = re.sub(theirs, colour, sheet, flags=re.IGNORECASE)
    return sheet


def sprite(package: tarfile.TarFile) -> bytes:
    """The symbols that templates name; a page shows one with `<use href="…/icons.svg#name">`."""
    text = read(package, "package/dist/img/all-svg-icons.svg").decode()
    symbols = dict(re.findall(r'(?s)<symbol id="([a-z-]+)"(.*?</symbol>)', text))
    lines = [f'<symbol id="{name}"{symbols[name]}' for name in ICONS]
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', *lines, "</svg>", ""]).encode()


def files(package: tarfile.TarFile) -> dict[str, bytes]:
    rules = tinycss2.parse_stylesheet_bytes(read(package, SHEET), skip_comments=True, skip_whitespace=True)[0]
    head = f"/* dkfds {VERSION}, cut to what Genvej uses by setup/dkfds.py. Licence: LICENSE.md beside it. */"
    sheet = ours("\n".join([head, *kept(rules), ""]))
    made = {"dkfds.css": sheet.encode(), "icons.svg": sprite(package)}
    for name in sorted(set(re.findall(r'url\("([a-z0-9-]+\.svg)"\)', sheet))):
        made[name] = read(package, f"package/dist/img/svg-icons/{name}")
    for name in WEIGHTS.values():
        file = f"IBMPlexSans-{name}-Latin1.woff2"
        made[file] = read(package, f"{FONTS}/split/woff2/{file}")
    made["LICENSE.md"] = read(package, "package/LICENSE.md")
    made["OFL.txt"] = read(package, f"{FONTS}/complete/woff2/license.txt")
    return made


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, fetched(Path(folder)) as package:
        made = files(package)
    for old in FILES.glob("*"):
        if old.name not in ("SHA256SUMS", "APACHE-2.0.txt"):
            old.unlink()
    for name, content in made.items():
        (FILES / name).write_bytes(content)
    names = sorted({*made, "APACHE-2.0.txt"})
    table = [f"{hashlib.sha256((FILES / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (FILES / "SHA256SUMS").write_text("".join(table))
    print(f"{len(names)} files in {FILES}, the style sheet {len(made['dkfds.css']) // 1024} KB")


if __name__ == "__main__":
    main()
