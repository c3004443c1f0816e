"""A QTI item's body: its HTML with places for slots, and apart from it what is for scorers.

Rubric blocks are shown only where their view names the candidate; feedback of every sort, and
whatever an interaction that is not delivered holds, is left out.
"""

from collections.abc import Callable
from html import escape

from invigilate.assessments.exchange.cleaning import MATH_TAGS, TEXT_TAGS, Cleaned, clean, text_only
from invigilate.assessments.exchange.qti_names import (
    LANGUAGE,
    Element,
    attribute,
    child,
    children,
    name,
)

INTERACTIONS = frozenset(
    {
        "choiceInteraction",
        "inlineChoiceInteraction",
        "textEntryInteraction",
        "extendedTextInteraction",
        "matchInteraction",
        "orderInteraction",
    }
)
_FEEDBACK = frozenset({"feedbackInline", "feedbackBlock", "modalFeedback"})
_TRANSPARENT = frozenset(
    {"itemBody", "contentBody", "infoControl", "a", "object", "label", "positionObjectStage"}
)
_DROPPED = frozenset({"stylesheet", "catalogInfo", "companionMaterialsInfo", "prompt"})
_VOID = frozenset({"br", "hr", "img", "col"})
_REASONS = {
    "hottextInteraction": "it asks to mark words in a text (hottext)",
    "associateInteraction": "it asks to associate pairs",
    "gapMatchInteraction": "it asks to drag into gaps (gap match)",
    "sliderInteraction": "it uses a slider",
    "uploadInteraction": "it asks for a file",
    "mediaInteraction": "it plays a medium",
    "drawingInteraction": "it asks for a drawing",
    "endAttemptInteraction": "it has a button of its own (end attempt)",
    "customInteraction": "it brings a custom interaction",
    "portableCustomInteraction": "it brings a portable custom interaction",
    "positionObjectInteraction": "it asks to place objects on a picture",
    "hotspotInteraction": "it asks to choose on a picture (hotspot)",
    "selectPointInteraction": "it asks to point at a picture",
    "graphicOrderInteraction": "it asks to order on a picture",
    "graphicAssociateInteraction": "it asks to associate on a picture",
    "graphicGapMatchInteraction": "it asks to label a picture (graphic gap match)",
}


class Writer:
    """Writes the parts of one item and remembers what is not for students.

    `picture` gives a media name for an href; `place` the HTML that stands for an interaction.
    """

    def __init__(
        self, picture: Callable[[str], str | None], place: Callable[[Element], str]
    ) -> None:
        self.picture = picture
        self.place = place
        self.rubric: list[str] = []
        self.feedback: list[str] = []
        self.obstacles: list[str] = []
        self.notes: list[str] = []
        self.media: list[str] = []
        self.scorer_media: list[str] = []

    def body(self, element: Element, slots: list[str]) -> str:
        """The cleaned HTML of an item's body. `slots` is filled while it is written."""
        return self._kept(self._inner(element), slots)

    def part(self, element: Element) -> str:
        """The cleaned HTML inside a prompt or an option."""
        return self._kept(self._inner(element), [])

    def prompt(self, interaction: Element) -> str:
        """The prompt of an interaction, if it has one."""
        found = child(interaction, "prompt")
        return "" if found is None else self.part(found)

    def for_scorers(self, element: Element) -> str:
        """The cleaned HTML of rubric or feedback; nothing if there is nothing to see in it."""
        cleaned = clean(self._inner(element), self.picture)
        self.scorer_media += cleaned.media
        return cleaned.html if cleaned.media or text_only(cleaned.html) else ""

    def _kept(self, html: str, slots: list[str]) -> str:
        cleaned: Cleaned = clean(html, self.picture, slots)
        self.notes += cleaned.notes
        self.media += cleaned.media
        return cleaned.html

    def _inner(self, element: Element) -> str:
        parts = [escape(element.text or "", quote=False)]
        for one in children(element):
            parts.append(self._element(one))
            parts.append(escape(one.tail or "", quote=False))
        return "".join(parts)

    def _element(self, element: Element) -> str:
        kind = name(element)
        if kind in INTERACTIONS:
            return self.place(element)
        if kind.endswith("Interaction"):
            self.obstacles.append(_REASONS.get(kind, f"it uses {kind}, which is not known here"))
            return ""
        if kind in ("printedVariable", "templateInline", "templateBlock"):
            self.obstacles.append("it uses template processing")
            return ""
        if kind in _FEEDBACK:
            self.feedback.append(self.for_scorers(element))
            return ""
        if kind == "rubricBlock":
            return self._rubric(element)
        if kind == "object" and attribute(element, "type").startswith("image/"):
            return self._image(element)
        return self._html(element, kind)

    def _html(self, element: Element, kind: str) -> str:
        if kind in _DROPPED:
            return ""
        inner = self._inner(element)
        if kind not in TEXT_TAGS | MATH_TAGS:
            if kind == "a":
                self.notes.append("a link was left out, its text was kept")
            elif kind in ("script", "style", "annotation", "annotation-xml"):
                return ""
            elif kind not in _TRANSPARENT:
                self.notes.append(f"left out: <{kind}>, its text was kept")
            elif kind == "object":
                self.notes.append(f"left out: an object of type {attribute(element, 'type')!r}")
            return inner
        tag = f"<{kind}{self._attributes(element)}>"
        return tag if kind in _VOID else f"{tag}{inner}</{kind}>"

    def _attributes(self, element: Element) -> str:
        pairs = []
        for key, value in element.attrib.items():
            key = "lang" if key == LANGUAGE else str(key)
            if "{" not in key and key != "data-slot":
                pairs.append(f' {key}="{escape(str(value))}"')
        return "".join(pairs)

    def _image(self, element: Element) -> str:
        alternative = " ".join("".join(map(str, element.itertext())).split())
        size = "".join(
            f' {side}="{escape(attribute(element, side))}"'
            for side in ("width", "height")
            if attribute(element, side)
        )
        return f'<img src="{escape(attribute(element, "data"))}" alt="{escape(alternative)}"{size}>'

    def _rubric(self, element: Element) -> str:
        if "candidate" in attribute(element, "view").split():
            return f"<div>{self._inner(element)}</div>"
        self.rubric.append(self.for_scorers(element))
        return ""
