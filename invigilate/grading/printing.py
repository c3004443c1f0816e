"""Booklets to print: each student's paper with what counts in it, one after another. Pure.

Who never began has one page that says so, and not the blank paper.

The paper's own markup was cleaned when it was imported; everything that a student wrote is escaped
here.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from invigilate.assessments.delivering import DeliveredItem, DeliveredPaper, DeliveredSlot
from invigilate.assessments.items import Value
from invigilate.grading.model import Booklet

STYLE_PATH = "/booklets.css"

STYLE = """\
@page { margin: 16mm; }
* { box-sizing: border-box; }
body { margin: 0; font: 11pt/1.45 system-ui, sans-serif; color: #000; background: #fff; }
section.booklet { break-after: page; }
header { border-bottom: 2px solid #000; margin-bottom: 6mm; padding-bottom: 2mm; }
h1 { font-size: 15pt; margin: 0; }
header p, footer p { margin: 1mm 0; color: #333; }
article { break-inside: avoid; border-bottom: 1px solid #bbb; padding: 4mm 0; }
h2 { font-size: 11pt; margin: 0 0 2mm; }
img { max-width: 100%; max-height: 70mm; }
.answer { border: 1px solid #555; padding: 0.5mm 1.5mm; white-space: pre-wrap; font-weight: 600; }
div.answer { margin: 2mm 0; font-weight: 400; min-height: 12mm; }
.none { color: #666; font-style: italic; font-weight: 400; }
ul.options { list-style: none; margin: 2mm 0; padding: 0; }
ul.options li { display: flex; gap: 2mm; }
ul.options p { margin: 0; }
footer { font-size: 9.5pt; }
@media screen {
  body { max-width: 210mm; margin: 8mm auto; padding: 0 8mm; }
  section + section { margin-top: 16mm; }
}
"""

NOT_BEGUN = {
    "Absent": "<p>Absent: not begun.</p>",
    "Joined": "<p>Joined, not begun: counts as absent.</p>",
}
"""What stands in place of the paper for whoever never began, by status."""

_PLACE = re.compile(r'<(span|div) data-slot="(\d+)"></(?:span|div)>')


def page(
    title: str, paper: DeliveredPaper, name: str, booklets: Iterable[Booklet], proof: str = ""
) -> str:
    """The booklets of a session as one HTML page; `name` is the paper's delivered name.

    `proof` says at each booklet's foot of which record it was made.
    """
    foot = f"<p>{escape(proof)}</p>" if proof else ""
    body = "\n".join(_booklet(title, paper, name, booklet, foot) for booklet in booklets)
    if not body:
        body = "<p>Nobody is on the roster: there is nothing to print.</p>"
    language = escape(paper.language or "en")
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Booklets: {escape(title)}</title>
<link rel="stylesheet" href="{STYLE_PATH}">
</head>
<body>
{body}
</body>
</html>
"""


def _booklet(title: str, paper: DeliveredPaper, name: str, booklet: Booklet, foot: str) -> str:
    place = " · ".join(part for part in (booklet.hall, booklet.desk) if part)
    body = _items(paper, name, booklet) if _has_begun(booklet) else NOT_BEGUN[booklet.status]
    return (
        f'<section class="booklet"><header><h1>{escape(booklet.name)}</h1>'
        f"<p>{escape(booklet.number)}{' · ' if place else ''}{escape(place)}</p>"
        f"<p>{escape(title)} · {escape(booklet.status)}</p></header>\n{body}\n"
        f"<footer>{_seals(booklet)}{_held(booklet)}{foot}</footer></section>"
    )


def _has_begun(booklet: Booklet) -> bool:
    return booklet.status not in NOT_BEGUN or bool(booklet.answers or booklet.seals)


def _items(paper: DeliveredPaper, name: str, booklet: Booklet) -> str:
    answers = {slot: value for _, slot, value in booklet.answers}
    return "\n".join(
        _item(number, item, name, answers) for number, item in enumerate(paper.items, 1)
    )


def _item(number: int, item: DeliveredItem, name: str, answers: Mapping[int, Value]) -> str:
    slots = {slot.slot: slot for slot in item.slots}

    def answered(place: re.Match[str]) -> str:
        slot = slots.get(int(place[2]))
        return "" if slot is None else _slot(slot, answers.get(slot.slot))

    body = _PLACE.sub(answered, item.body)
    body = body.replace('src="media/', f'src="/papers/{escape(name)}/media/')
    return f"<article><h2>{number}. {escape(item.title)}</h2>{body}</article>"


def _slot(slot: DeliveredSlot, value: Value | None) -> str:
    match slot.kind:
        case "essay":
            return f'{slot.prompt}<div class="answer">{_text(value)}</div>'
        case "text" | "number":
            return f'<span class="answer">{_text(value)}</span>'
        case "inline":
            chosen = [option.body for option in slot.options if option.id == value]
            return f'<span class="answer">{chosen[0] if chosen else _text(None)}</span>'
        case "match":
            return slot.prompt + _pairs(slot, _listed(value))
        case "order":
            bodies = {option.id: option.body for option in slot.options}
            return slot.prompt + _lines(bodies.get(name, "") for name in _listed(value))
        case _:
            return slot.prompt + _options(slot, _listed(value))


def _options(slot: DeliveredSlot, chosen: Sequence[str]) -> str:
    lines = "".join(
        f"<li><span>{'☒' if option.id in chosen else '☐'}</span><div>{option.body}</div></li>"
        for option in slot.options
    )
    return f'<ul class="options">{lines}</ul>'


def _pairs(slot: DeliveredSlot, pairs: Sequence[str]) -> str:
    sources = {option.id: option.body for option in slot.options}
    targets = {target.id: target.body for target in slot.targets}
    return _lines(
        f"{sources.get(source, '')} → {targets.get(target, '')}"
        for source, _, target in (pair.partition(" ") for pair in pairs)
    )


def _lines(lines: Iterable[str]) -> str:
    shown = "".join(f"<li><div>{line}</div></li>" for line in lines)
    return f'<ul class="options">{shown or "<li>" + _text(None) + "</li>"}</ul>'


def _listed(value: Value | None) -> Sequence[str]:
    return () if value is None else (value,) if isinstance(value, str) else value


def _text(value: Value | None) -> str:
    if isinstance(value, str) and value:
        return escape(value)
    return '<span class="none">no answer</span>'


def _seals(booklet: Booklet) -> str:
    return "".join(
        f"<p>Seal {seal.number}: {escape(seal.fingerprint)}</p>" for seal in booklet.seals
    )


def _held(booklet: Booklet) -> str:
    if not booklet.held:
        return ""
    return f"<p>{len(booklet.held)} changes are held and do not count here.</p>"
