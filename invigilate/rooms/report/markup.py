"""The few pieces of HTML that a sitting's report is made of. Pure.

Every text that comes in is escaped here and nowhere else, so whatever a student or a proctor wrote
stays text: callers hand over words, never markup.
"""

from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple


class Part(NamedTuple):
    """Markup that was made here."""

    html: str


class Row(NamedTuple):
    """The cells of one line; a newline in a cell begins a new line on paper."""

    cells: Sequence[str]
    css: str = ""


def document(title: str, style: str, parts: Iterable[Part]) -> str:
    """The whole page; `style` is the path of its style sheet."""
    body = "\n".join(part.html for part in parts)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{escape(title)}</title>
<link rel="stylesheet" href="{escape(style)}">
</head>
<body>
{body}
</body>
</html>
"""


def header(kind: str, title: str, *parts: Part) -> Part:
    """The head of the page: what it is, and of what."""
    inner = "\n".join(part.html for part in parts)
    top = f'<p class="kind">{escape(kind)}</p>\n<h1>{escape(title)}</h1>'
    return Part(f"<header>{top}\n{inner}</header>")


def section(name: str, heading: str, *parts: Part) -> Part:
    """A part of the report; `name` is its class, and what a link may point at."""
    inner = "\n".join(part.html for part in parts)
    top = f'<section class="{escape(name)}" id="{escape(name)}"><h2>{escape(heading)}</h2>'
    return Part(f"{top}\n{inner}</section>")


def subheading(text: str) -> Part:
    """A heading within a section."""
    return Part(f"<h3>{escape(text)}</h3>")


def line(text: str, css: str = "") -> Part:
    """A paragraph."""
    return Part(f"<p{_css(css)}>{escape(text)}</p>")


def typed(text: str) -> Part:
    """What one types into a terminal."""
    return Part(f"<pre>{escape(text)}</pre>")


def facts(pairs: Iterable[tuple[str, str]], css: str = "") -> Part:
    """Names with what they stand for."""
    lines = "\n".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(told)}</dd></div>" for name, told in pairs
    )
    return Part(f"<dl{_css(css)}>\n{lines}\n</dl>")


def table(name: str, heads: Sequence[str], rows: Iterable[Row]) -> Part:
    """A table whose head is repeated on every sheet; each cell knows its column on a phone."""
    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    body = "\n".join(_row(heads, row) for row in rows)
    return Part(
        f'<div class="wide"><table class="{escape(name)}">\n<thead><tr>{top}</tr></thead>\n'
        f"<tbody>\n{body}\n</tbody></table></div>"
    )


def _row(heads: Sequence[str], row: Row) -> str:
    cells = "".join(
        f'<td data-label="{escape(head)}">{escape(cell)}</td>'
        for head, cell in zip(heads, row.cells, strict=True)
    )
    return f"<tr{_css(row.css)}>{cells}</tr>"


def signing(labels: Iterable[str]) -> Part:
    """Lines to sign on paper."""
    boxes = "".join(f"<div><span></span>{escape(label)}</div>" for label in labels)
    return Part(f'<div class="signing">{boxes}</div>')


def _css(css: str) -> str:
    return f' class="{escape(css)}"' if css else ""
