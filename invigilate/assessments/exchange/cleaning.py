"""HTML from strangers, down to what an exam page needs.

An allow-list (nh3): text, lists, tables, MathML, pictures that the package carries. No script, no
style, no handlers, no frames, no forms, no links (their text stays): nothing in an exam leads
away from it. TeX between `\\(` and `\\)` is text and stays as it is. What was left out is told.
"""

import re
from collections.abc import Callable, Collection
from html import escape
from html.parser import HTMLParser

import msgspec
import nh3


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


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
_TEX = re.compile(r"\\\(.*?\\\)|\\\[.*?\\\]", re.S)
_EMPTY = re.compile(r"(?:<p>\s*</p>\s*)+(?=<div data-slot)|(?<=</div>)\s*<p>\s*</p>")


class Cleaned(msgspec.Struct, frozen=True):
    """The HTML that is left, what was left out in words, the slots placed, the pictures used."""

    html: str
    notes: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()
    media: tuple[str, ...] = ()


def clean(
    html: str,
    picture: Callable[[str], str | None] | None = None,
    slots: Collection[str] = (),
) -> Cleaned:
    """Clean a fragment. `picture` gives the media name for an `src`, None if there is none;
    `slots` are the ids whose places may stand in it."""
    used: list[str] = []
    html = _TEX.sub(lambda tex: tex[0].replace("<", "&lt;"), html.replace("\x00", ""))

    def allowed(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "data-slot":
            return value if value in slots else None
        if tag == "img" and attribute == "src":
            name = picture(value) if picture is not None else None
            if name is None:
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
        _left_out(html, picture),
        tuple(_PLACE.findall(cleaned)),
        tuple(dict.fromkeys(used)),
    )


def text_only(html: str) -> str:
    """The text of a fragment in one line, for titles and messages."""
    return re.sub(r"\s+", " ", _text(html)).strip()


def as_html(text: str) -> str:
    """Plain text as HTML: escaped, line breaks kept."""
    return escape(text, quote=False).replace("\n", "<br>")


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.handlers = False
        self.pictures: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.handlers |= any(name.startswith("on") for name, _ in attrs)
        if tag == "img":
            self.pictures.append(dict(attrs).get("src") or "")

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def _seen(html: str) -> _Seen:
    seen = _Seen()
    seen.feed(html)
    seen.close()
    return seen


def _text(html: str) -> str:
    return "".join(_seen(re.sub(r"<(?:br|/p|/div|/li|/t[dh])[^>]*>", " ", html)).text)


def _left_out(html: str, picture: Callable[[str], str | None] | None) -> tuple[str, ...]:
    seen = _seen(html)
    notes = []
    if "a" in seen.tags:
        notes.append("a link was left out, its text was kept")
    others = sorted(set(seen.tags) - TEXT_TAGS - MATH_TAGS - {"a", "tbody", "font", "center"})
    if others:
        notes.append("left out: " + ", ".join(f"<{tag}>" for tag in others))
    if seen.handlers:
        notes.append("left out: event handlers")
    lost = [src for src in seen.pictures if picture is None or picture(src) is None]
    notes += [f"the picture {src[:80]!r} was left out" for src in dict.fromkeys(lost)]
    return tuple(notes)
