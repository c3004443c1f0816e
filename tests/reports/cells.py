"""A page taken apart: what stands in which table, and which elements there are at all."""

from collections import Counter
from html.parser import HTMLParser


class Taken(HTMLParser):
    """Tables by class, each a list of rows of cells; terms; headings; elements and attributes."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: dict[str, list[list[str]]] = {}
        self.facts: dict[str, str] = {}
        self.headings: list[str] = []
        self.lines: list[str] = []
        self.elements: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self._name = ""
        self._text: list[str] = []
        self._term = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] += 1
        self.attributes |= {name for name, _ in attrs}
        if tag == "table":
            self._name = dict(attrs)["class"] or ""
            self.tables.setdefault(self._name, [])
        elif tag == "tr":
            self.tables[self._name].append([])
        self._text = []

    def handle_endtag(self, tag: str) -> None:
        text = "".join(self._text)
        match tag:
            case "td" | "th":
                self.tables[self._name][-1].append(text)
            case "dt":
                self._term = text
            case "dd":
                self.facts[self._term] = text
            case "h1" | "h2" | "h3":
                self.headings.append(text)
            case "p":
                self.lines.append(text)
            case _:
                pass

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def rows(self, name: str) -> list[list[str]]:
        """Of the tables of this class, without their heads."""
        return self.tables[name][1:]
