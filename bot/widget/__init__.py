"""The browser files of the chat: plain modules that a web page loads as they are, under 15 KB gzip in all.

docs/embedding.md is for whoever embeds them; this is for whoever changes them. What the files say of
themselves is short, since every byte is sent, and each is one for the page: its state stands in its module.

`widget.js`: the button, what is remembered (session storage, or the page alone where that is full or
forbidden), and the page's colours, left out when they cannot be read. `!important` inside a shadow root wins
over the page's; the size is `medium`, the citizen's own, for a page's rem is often 62.5 % of it; a popover
is in the top layer, where no transform, clipping or stacking of the page reaches it.

`conversation.js`: a message is remembered before it is sent, keeps its id when it is sent again, and waits
for those before it. A turn comes as the answer to a message, in the transcript or in the stream, is known by
its number and drawn once. `last` is of transcript and stream alone: an answer may overtake a turn of another
tab. What comes is announced once `live`. The stream is open while somebody may look. Tabs tell each other
which conversation there is and which is over. `era` moves on when one is over, so that its late answers are
not drawn. A blob's address ends in a UUID, also on pages where `crypto.randomUUID` is missing. A `Failure` is
told to the citizen; any other error is a mistake of ours and thrown on.

`replies.js`: every answer made of text nodes and elements; children that are not text or nodes, and addresses
that could run something, are left out. What is announced stands in the page's own DOM at least a second, and
the region is emptied in between, so that equal texts are read twice.

`panel.js`: what the citizen sees. `data-text-content` and `data-aria-label` name the words of an element,
written again when the language changes, so that nobody's focus or typing is lost. `keyCode` 229 is an input
method's Enter, where composition ended before the key. The questions at the end are put when a link of an
answer was followed or an answer thanked for, if the server says that they may be: once, in one window, never
in danger. A letter is written in the same box; the form that fits stands below it, and taking it books that
the citizen was about to write. A letter keeps its id until it has its number or is refused: what was
sent before in other words is another letter.

`style.js`: em of the citizen's own text size, logical sides, the system's colours. Links are at most 40 % of
the accent and the rest text colour, which has contrast 5.7 or more on either ground whatever the accent is.
Where the height is small (400 % zoom, a phone on its side) the panel scrolls as one.

`texts.js`: a language is an entry there and one in `widget.js`; one that runs from the right has
`dir: "rtl"` in both.
"""

from pathlib import Path


def folder() -> Path:
    """Where `widget.js` (served at /widget.js) and its modules (served at /widget/<name>) are."""
    return Path(__file__).parent
