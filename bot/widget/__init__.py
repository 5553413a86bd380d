"""The browser files of the chat: plain modules that a web page loads as they are, under 15 KB gzip in all.

A page embeds it with one line, at the end of its body or in its head:

    <script type="module" src="https://…/widget.js" data-language="da"></script>

`data-language` is da or en (otherwise the page's own language), `data-contact` the address of the
municipality's contact page (otherwise the one of this server). On `genvej-chat` or above it a page may set
`--genvej-accent` (a dark colour), `--genvej-accent-text` (text on it), `--genvej-font` and `--genvej-inset`
(distance from the corner). What the files have to say of themselves is short, since every byte is sent.
"""

from pathlib import Path


def folder() -> Path:
    """Where `widget.js` (served at /widget.js) and its modules (served at /widget/<name>) are."""
    return Path(__file__).parent
