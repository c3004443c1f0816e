"""The text side of GIFT: blocks, comments, escapes, formats.

While a question is taken apart, its escaped characters stand as control characters, which no
text file needs and which are removed from the source first.
"""

import re
from collections.abc import Iterator
from html import escape

import msgspec
from markdown_it import MarkdownIt

from invigilate.assessments.exchange.cleaning import TEXT_TAGS, as_html

_ESCAPED = {"\\": "\x01", ":": "\x02", "#": "\x03", "=": "\x04", "{": "\x05", "}": "\x06"} | {
    "~": "\x07",
    "n": "\x08",
}
_MEANING = {ord(hidden): ("\n" if c == "n" else c) for c, hidden in _ESCAPED.items()}
_CONTROL = {n: None for n in range(32) if chr(n) not in "\t\n\r"} | {0x7F: None}
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.I)
_TAG = re.compile(
    rf"</?(?:{'|'.join(sorted(TEXT_TAGS | {'a', 'font', 'audio', 'video'}))})\b", re.I
)
_BLOCKS = re.compile(r"^<(?:p|div|h[1-6]|ul|ol|table|blockquote|pre|dl|figure|hr)\b", re.I)
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": False})


class Block(msgspec.Struct, frozen=True):
    """The lines of one question, escapes hidden, comments gone; `source` is what was written."""

    line: int
    text: str
    source: str


def blocks(source: str) -> Iterator[Block]:
    """The questions of a file: what stands between blank lines, less comments and categories."""
    lines = source.translate(_CONTROL).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start, held = 1, list[str]()
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            start = start if held else number
            held.append(line)
        elif held:
            yield from _block(start, held)
            held = []


def _block(start: int, lines: list[str]) -> Iterator[Block]:
    kept = ["" if _is_aside(line) else line for line in lines]
    skipped = next((n for n, line in enumerate(kept) if line.strip()), None)
    if skipped is not None:
        yield Block(start + skipped, _hide("\n".join(kept).strip()), "\n".join(lines))


def _is_aside(line: str) -> bool:
    return line.lstrip().startswith(("//", "$CATEGORY:"))


def _hide(text: str) -> str:
    return re.sub(r"\\([\\:#={}~n])", lambda found: _ESCAPED[found[1]], text)


def shown(text: str) -> str:
    """The text with its escaped characters back."""
    return text.translate(_MEANING)


def split_format(text: str, otherwise: str) -> tuple[str, str]:
    """The format that a text names in front, or `otherwise`, and the text without it."""
    found = _FORMAT.match(text)
    return (found[1].lower(), text[found.end() :]) if found else (otherwise, text)


def render(text: str, form: str) -> str:
    r"""A text as HTML, not yet cleaned.

    A line break in the file is a space, `\n` is a break. Markdown is CommonMark with raw HTML
    switched off. In Moodle's own format, also the one where none is named, HTML counts where
    there is a tag of the allowed ones; otherwise `<` is a character like any other.
    """
    if form == "markdown":
        return str(_MARKDOWN.render(shown(text))).strip()
    body = _unwrapped(text)
    if form == "html" or (form == "moodle" and _TAG.search(body)):
        return body.strip().replace("\n", "<br>" if form == "moodle" else "\n")
    return as_html(body.strip())


def paragraphs(html: str) -> str:
    """The HTML in a paragraph unless it brings blocks of its own."""
    return html if _BLOCKS.match(html) else f"<p>{html}</p>"


def plain(text: str) -> str:
    """A text as it would be typed: no format, no escapes, one line."""
    return shown(" ".join(split_format(text, "plain")[1].split())).strip()


def _unwrapped(text: str) -> str:
    return shown(" ".join(line.strip() for line in text.split("\n")))


def inline_only(html: str) -> bool:
    """Whether an option can stand inside a line of text: no tag at all."""
    return "<" not in html


def quoted(text: str, most: int = 60) -> str:
    """The beginning of a text, for messages."""
    line = " ".join(shown(text).split())
    return escape(line if len(line) <= most else line[: most - 1] + "…", quote=False)
