"""HTML from strangers, down to what an exam page needs.

An allow-list (nh3): text, lists, tables, MathML, pictures that the package carries. No script, no
style, no handlers, no frames, no forms, no links (their text stays): nothing in an exam leads
away from it. TeX between `\\(` and `\\)` is text and stays as it is. What was left out is told.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection
from html import escape, unescape

import msgspec
import nh3

from invigilate.assessments.exchange.report import faulty


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MOST_CHARACTERS = 300_000
MOST_OPEN = 500
MOST_FORMATTING = 20

TEXT_TAGS = _words(
    "p br hr div span blockquote pre code kbd samp var b strong i em u s small sub sup mark abbr "
    "cite dfn q del ins bdi bdo ruby rb rp rt h1 h2 h3 h4 h5 h6 ul ol li dl dt dd figure "
    "figcaption table caption colgroup col thead tbody tfoot tr th td img"
)
MATH_TAGS = _words(
    "math mrow mi mn mo ms mtext mspace mfrac msqrt mroot msub msup msubsup munder mover "
    "munderover mmultiscripts mprescripts none mtable mtr mtd mlabeledtr menclose mfenced "
    "mpadded mphantom mstyle merror semantics"
)
_SILENT = _words(
    "script style svg iframe object embed applet audio video canvas template noscript title "
    "textarea select annotation annotation-xml"
)
_VOID = _words("area base br col embed hr img input link meta param source track wbr")
_FORMATTING = _words("a b big code em font i nobr s small strike strong tt u")
_UNSAID = frozenset({"a", "font", "center"})
_MATH_ATTRIBUTES = _words(
    "display mathvariant stretchy fence separator form lspace rspace accent accentunder "
    "linethickness columnalign rowalign columnspan rowspan open close separators notation "
    "width height depth displaystyle scriptlevel movablelimits symmetric largeop"
)
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"lang", "dir"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "ol": {"start", "type", "reversed"},
    "span": {"data-slot"},
    "div": {"data-slot"},
    **{tag: set(_MATH_ATTRIBUTES) for tag in MATH_TAGS},
}
_IMAGE = re.compile(r'<img((?: [a-z-]+="[^"]*")*) ?/?>')
_PLACE = re.compile(r'<(?:span|div) data-slot="([^"]*)">')
_TEX = re.compile(r"(\\[()\[\]])")
_TEX_ENDS = {"\\)": "\\(", "\\]": "\\["}
_ANY_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")
_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9-]*)")
_HANDLER = re.compile(r"[\s\"'/]on[a-z]+\s?=", re.I)
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/t[dh])\b[^<>]*>")
_EMPTY = re.compile(r"<p>\s?</p>\s?(?=<div data-slot)|(?<=</div>)<p>\s?</p>")


class Cleaned(msgspec.Struct, frozen=True):
    """The HTML that is left, what was left out in words, the slots placed, the pictures used."""

    html: str
    notes: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()
    media: tuple[str, ...] = ()


def _check_shape(html: str) -> None:
    """Raises NotValid("faulty-item") for HTML that would cost a parser more than it is worth.

    HTML parsers walk the open elements at every tag, and open every unclosed <b> again in each
    paragraph: 50,000 open <div> take 8 s, 500 unclosed <b> make 500 nodes of each <p>.
    """
    if len(html) > MOST_CHARACTERS:
        raise faulty(f"one of its texts is longer than {MOST_CHARACTERS:,} characters.")
    opened: Counter[str] = Counter()
    total = formatting = 0
    for end, name in _ANY_TAG.findall(html):
        tag = name.lower()
        if tag in _VOID or (end and not opened[tag]):
            continue
        step = -1 if end else 1
        opened[tag] += step
        total += step
        formatting += step if tag in _FORMATTING else 0
        if total > MOST_OPEN or formatting > MOST_FORMATTING:
            raise faulty("its HTML leaves too many elements open: close them.")


def clean(
    html: str,
    picture: Callable[[str], str | None] | None = None,
    slots: Collection[str] = (),
) -> Cleaned:
    """Clean a fragment. `picture` gives the media name for an `src`, None if there is none;
    `slots` are the ids whose places may stand in it. Raises NotValid("faulty-item") for HTML that
    is too long or too deep."""
    used: list[str] = []
    lost: list[str] = []
    _check_shape(html)
    html = _escape_tex(html.replace("\x00", ""))

    def allowed(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "data-slot":
            return value if value in slots else None
        if tag == "img" and attribute == "src":
            name = picture(value) if picture is not None else None
            if name is None:
                lost.append(value)
                return None
            used.append(name)
            return f"media/{name}"
        return value

    cleaned = nh3.clean(
        html,
        tags=set(TEXT_TAGS | MATH_TAGS),
        clean_content_tags=set(_SILENT),
        attributes=_ATTRIBUTES,
        attribute_filter=allowed,
        link_rel=None,
        url_schemes=set(),
    )
    cleaned = _IMAGE.sub(lambda found: found[0] if ' src="' in found[1] else "", cleaned)
    cleaned = _EMPTY.sub("", cleaned).strip()
    return Cleaned(
        cleaned,
        _left_out(html, lost),
        tuple(_PLACE.findall(cleaned)),
        tuple(dict.fromkeys(used)),
    )


def text_only(html: str) -> str:
    """The text of a fragment in one line, for titles and messages."""
    _check_shape(html)
    text = nh3.clean(_BREAK.sub(" ", html), tags=set(), clean_content_tags=set(_SILENT))
    return " ".join(unescape(text).split())


def as_html(text: str) -> str:
    """Plain text as HTML: escaped, line breaks kept."""
    return escape(text, quote=False).replace("\n", "<br>")


def _escape_tex(html: str) -> str:
    """The fragment with every `<` between TeX's marks as text: `\\(a<b\\)` opens no tag."""
    parts = _TEX.split(html)
    opened: dict[str, int] = {}
    for at in range(1, len(parts), 2):
        start = opened.pop(_TEX_ENDS.get(parts[at], ""), None)
        if start is not None:
            parts[start:at] = [part.replace("<", "&lt;") for part in parts[start:at]]
        elif parts[at] not in _TEX_ENDS:
            opened[parts[at]] = at
    return "".join(parts)


def _left_out(html: str, lost: list[str]) -> tuple[str, ...]:
    tags = {tag.lower() for tag in _TAG.findall(html)}
    notes = []
    if "a" in tags:
        notes.append("a link was left out, its text was kept")
    if others := sorted(tags - TEXT_TAGS - MATH_TAGS - _UNSAID):
        notes.append("left out: " + ", ".join(f"<{tag}>" for tag in others))
    if any(_HANDLER.search(part.partition(">")[0]) for part in html.split("<")[1:]):
        notes.append("left out: event handlers")
    notes += [f"the picture {src[:80]!r} was left out" for src in dict.fromkeys(lost)]
    return tuple(notes)
