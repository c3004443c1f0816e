"""Slips to print and cut: what each student needs at the start screen, and nothing more. Pure."""

from collections.abc import Iterable
from html import escape

import msgspec

STYLE_PATH = "/slips.css"

STYLE = """\
@page { margin: 12mm; }
* { box-sizing: border-box; }
body { margin: 0; font: 11pt/1.35 system-ui, sans-serif; color: #000; background: #fff; }
main { display: grid; grid-template-columns: 1fr 1fr; }
article { border: 1px dashed #777; padding: 5mm 6mm; break-inside: avoid; min-height: 62mm; }
h1 { font-size: 11pt; margin: 0 0 2mm; }
h2 { font-size: 15pt; margin: 0 0 3mm; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 1mm 4mm; margin: 0; }
dt { color: #444; }
dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.code { font: 700 26pt/1.1 ui-monospace, monospace; letter-spacing: 0.18em; }
.key { font: 700 15pt/1.2 ui-monospace, monospace; letter-spacing: 0.06em; }
.none { padding: 12mm; }
@media screen { body { padding: 8mm; } article { margin: 2mm; } }
"""


class Slip(msgspec.Struct, frozen=True):
    """One student's slip; `key` is empty where it can be read no more."""

    number: str
    name: str
    hall: str
    desk: str
    key: str


def page(title: str, code: str | None, address: str, when: str, slips: Iterable[Slip]) -> str:
    """The slips of a session as one HTML page; `when` is empty where it opens at any time."""
    body = "\n".join(_slip(title, code, address, when, slip) for slip in slips)
    if not body:
        body = '<p class="none">The roster is empty: there is nothing to print.</p>'
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Slips: {escape(title)}</title>
<link rel="stylesheet" href="{STYLE_PATH}">
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def _slip(title: str, code: str | None, address: str, when: str, slip: Slip) -> str:
    lines = [
        ("Address", address, ""),
        ("Session code", code or "", "code"),
        ("Candidate number", slip.number, ""),
        ("Personal key", slip.key, "key"),
        ("Opens", when, ""),
        ("Hall", slip.hall, ""),
        ("Desk", slip.desk, ""),
    ]
    shown = "".join(_term(name, value, kind) for name, value, kind in lines if value)
    return (
        f"<article><h1>{escape(title)}</h1><h2>{escape(slip.name)}</h2><dl>{shown}</dl></article>"
    )


def _term(name: str, value: str, kind: str) -> str:
    attribute = f' class="{kind}"' if kind else ""
    return f"<dt>{name}</dt><dd{attribute}>{escape(value)}</dd>"
