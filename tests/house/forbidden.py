"""Words that open holes: in Python by syntax, in templates and scripts by text."""

import ast
import re
from pathlib import Path

from tests.house.imports import files, sources

MODULES = ("pickle", "cPickle", "joblib", "dill", "marshal", "shelve", "skops", "jsonpickle", "xml")
CALLS = {
    "eval": "runs text as code",
    "exec": "runs text as code",
    "Markup": "switches escaping off",
    "unsafe_load": "builds any object",
    "full_load": "builds any object",
    "system": "starts a shell",
    "create_subprocess_shell": "starts a shell",
}
SAFE_LOADERS = {"SafeLoader", "CSafeLoader"}
TEXTS: dict[str, re.Pattern[str]] = {
    ".html": re.compile(
        r"\|\s*safe\b|autoescape\s+false|xmlattr|\son[a-z]+\s*=\s*[\"']|[\"'=]\s*javascript:|"
        # A data block, which no browser runs, and only as JSON that cannot end it.
        r"<script(?![^>]*\ssrc=)(?! type=\"application/ld\+json\">\{\{[^{}]*\|tojson \}\}</script>)"
        r"|\sstyle\s*=",
        re.IGNORECASE,
    ),
    ".js": re.compile(
        r"\b(inner|outer)HTML\b|insertAdjacentHTML|document\.write|\beval\s*\(|new Function\b|srcdoc"
        r"|createContextualFragment|DOMParser|setHTMLUnsafe|[\"'`]javascript:|localStorage|document\.cookie",
    ),
}


def in_python(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root)}:{line}: {words}"
        for path in sources(root)
        for line, words in _python(ast.parse(path.read_text(encoding="utf-8")))
    ]


def _python(tree: ast.Module) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, f"imports {a.name}") for a in node.names if _holed(a.name)]
        elif isinstance(node, ast.ImportFrom) and _holed(node.module or ""):
            found.append((node.lineno, f"imports {node.module}"))
        elif isinstance(node, ast.Call):
            found += [(node.lineno, words) for words in _call(node)]
    return found


def _holed(module: str) -> bool:
    return module.partition(".")[0] in MODULES


def _call(node: ast.Call) -> list[str]:
    attribute = isinstance(node.func, ast.Attribute)
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    found = []
    if name in CALLS and not (attribute and name in {"eval", "exec"}):
        found.append(f"{name}() {CALLS[name]}")
    if name == "load" and _text(getattr(node.func, "value", None)) == "yaml":
        loader = given.get("Loader")
        if not isinstance(loader, ast.Attribute) or loader.attr not in SAFE_LOADERS:
            found.append("yaml.load() without a safe loader builds any object")
    if _is(given.get("allow_pickle"), True):
        found.append("allow_pickle=True runs what a file says")
    if _is(given.get("shell"), True):
        found.append("shell=True starts a shell")
    if name == "Environment" and not _is(given.get("autoescape"), True):
        found.append("a template environment that does not escape everything")
    if name in {"text", "exec_driver_sql"} and node.args and _pieced(node.args[0]):
        found.append("SQL made of strings")
    return found


def _pieced(sql: ast.expr) -> bool:
    """An f-string; but SHOW takes no parameter, and changes nothing."""
    if not isinstance(sql, ast.JoinedStr):
        return False
    start = sql.values[0]
    return not (isinstance(start, ast.Constant) and str(start.value).startswith("SHOW "))


def _is(node: ast.expr | None, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def _text(node: ast.AST | None) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def in_texts(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root)}: {found.group().strip()}"
        for ending, pattern in TEXTS.items()
        for path in files(root, ending, "bot")
        for found in pattern.finditer(path.read_text(encoding="utf-8"))
    ]
