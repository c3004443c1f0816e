"""QTI packages (3.0 and 2.x) and single items.

The order, the title and the navigation come from the assessment test; items that it does not use
stand last, with a warning. A package without a manifest gives every item that lies in it.
"""

from collections.abc import Callable, Iterator

import msgspec

from invigilate.assessments.exchange.package import Package, open_package
from invigilate.assessments.exchange.pictures import Pictures
from invigilate.assessments.exchange.qti_item import is_item, must_be_item, read_item
from invigilate.assessments.exchange.qti_names import (
    Element,
    as_language,
    attribute,
    language,
    name,
    within,
)
from invigilate.assessments.exchange.report import (
    Entry,
    Imported,
    ImportReport,
    Media,
    line_of,
    refused,
    sha256,
    taken,
)
from invigilate.assessments.exchange.xml import read_xml
from invigilate.assessments.items import Item, Navigation, Source, clean_id, unique_id
from invigilate.errors import NotValid

MEDIA_TYPE = "application/xml"
MANIFEST = "imsmanifest.xml"

_NOT_APPLIED = {
    "selection": "selection",
    "ordering": "ordering",
    "preCondition": "preconditions",
    "branchRule": "branch rules",
    "timeLimits": "time limits",
    "templateDefault": "template defaults",
    "rubricBlock": "texts between the items",
    "testFeedback": "feedback of the test",
}


class _Wanted(msgspec.Struct, frozen=True):
    """A file that should hold an item, as the manifest or the test names it."""

    file: str
    id: str
    note: str = ""


class _Test(msgspec.Struct, frozen=True):
    title: str = ""
    navigation: Navigation = "free"
    language: str = ""
    wanted: tuple[_Wanted, ...] = ()
    notes: tuple[str, ...] = ()


def read_qti(data: bytes, file: str) -> Imported:
    """A package or a single item. Raises NotValid if it is neither, or unsafe to open; a faulty
    item in a package is refused by its name and the others are taken."""
    if not data.startswith(b"PK"):
        must_be_item(read_xml(data, file), file)
        gathered = _Gathered(lambda _: data, lambda _file: lambda _href: None)
        gathered.take([_Wanted(file, file)])
        title = gathered.items[0].title if gathered.items else file
        return gathered.imported(file, _Test(title))
    package = open_package(data)
    pictures = Pictures(package)
    test, others = _contents(package)
    gathered = _Gathered(package.read, pictures.beside)
    gathered.take([*test.wanted, *others])
    if not gathered.entries:
        raise NotValid("no-item", f"{file} holds no QTI item.", file=file)
    return gathered.imported(file, test, pictures.media)


class _Gathered:
    """Items as they are read, one after the other, with the account of each."""

    def __init__(
        self,
        read: Callable[[str], bytes],
        picture: Callable[[str], Callable[[str], str | None]],
    ) -> None:
        self.read, self.picture = read, picture
        self.items: list[Item] = []
        self.entries: list[Entry] = []
        self.originals: dict[str, Media] = {}
        self.ids: set[str] = set()

    def take(self, files: list[_Wanted]) -> None:
        """Each file once, in order."""
        for one in _once(files):
            self.entries.append(self._one(one))

    def _one(self, wanted: _Wanted) -> Entry:
        try:
            data = self.read(wanted.file)
            root = read_xml(data, wanted.file)
            must_be_item(root, wanted.file)
            source = Source(wanted.file, MEDIA_TYPE, 0, sha256(data))
            item, notes = read_item(root, source, self.picture(wanted.file))
        except KeyError:
            return refused(wanted.id, "the package does not hold its file.", wanted.file)
        except NotValid as fault:
            if fault.word == "unsafe-package":
                raise
            return refused(wanted.id, fault.sentence, wanted.file, line_of(fault))
        name_ = unique_id(clean_id(item.id, "item"), self.ids)
        if name_ != item.id:
            notes.append(f"another item is called {item.id!r} too: this one is {name_!r} now")
            item = msgspec.structs.replace(item, id=name_)
        self.items.append(item)
        self.originals[source.sha256] = Media(data, MEDIA_TYPE)
        return taken(item, [*notes, *filter(None, [wanted.note])])

    def imported(self, file: str, test: _Test, media: dict[str, Media] | None = None) -> Imported:
        """All together."""
        languages = {item.language for item in self.items}
        return Imported(
            test.title or file.rsplit("/", 1)[-1].removesuffix(".zip"),
            tuple(self.items),
            ImportReport(file, "QTI", tuple(self.entries), test.notes),
            media or {},
            self.originals,
            test.navigation,
            test.language or (languages.pop() if len(languages) == 1 else ""),
        )


def _once(files: list[_Wanted]) -> Iterator[_Wanted]:
    seen: set[str] = set()
    for one in files:
        if one.file not in seen:
            seen.add(one.file)
            yield one


def _contents(package: Package) -> tuple[_Test, list[_Wanted]]:
    """What the test asks for, and the items beside it."""
    if MANIFEST not in package:
        loose = [_Wanted(name_, name_) for name_ in package.names if _is_item_file(package, name_)]
        return _Test(notes=("it has no manifest: every item in it was read",)), loose
    manifest = read_xml(package.read(MANIFEST), MANIFEST)
    resources = list(within(manifest, "resource"))
    tests = [one for one in resources if "_test_" in attribute(one, "type")]
    listed = [
        _Wanted(attribute(one, "href"), attribute(one, "identifier"))
        for one in resources
        if "_item_" in attribute(one, "type")
    ]
    if not tests:
        return _Test(language=_language(package, manifest, resources)), listed
    test = _read_test(package, attribute(tests[0], "href"))
    if len(tests) > 1:
        note = "it holds several tests: the first one gives the order"
        test = msgspec.structs.replace(test, notes=(*test.notes, note))
    if not test.language:
        found = _language(package, manifest, resources)
        test = msgspec.structs.replace(test, language=found)
    note = "the test does not use it: it stands last"
    return test, [msgspec.structs.replace(one, note=note) for one in listed]


def _is_item_file(package: Package, name_: str) -> bool:
    if not name_.lower().endswith(".xml"):
        return False
    try:
        return is_item(read_xml(package.read(name_), name_))
    except NotValid as fault:
        if fault.word == "unsafe-package":
            raise
        return True  # so that it is counted, and refused with its reason


def _read_test(package: Package, file: str) -> _Test:
    if file not in package:
        return _Test(notes=(f"the package does not hold its test {file!r}",))
    root = read_xml(package.read(file), file)
    wanted = tuple(_referred(package, root, file, depth=0))
    modes = {attribute(part, "navigationMode") for part in within(root, "testPart")}
    notes = [
        f"the test's {said} are not applied"
        for found, said in _NOT_APPLIED.items()
        if next(within(root, found), None) is not None
    ]
    if len(modes) > 1:
        notes.append("its parts differ in navigation: every item can be reached at any time")
    return _Test(
        attribute(root, "title"),
        "linear" if modes == {"linear"} else "free",
        language(root),
        wanted,
        tuple(notes),
    )


def _referred(package: Package, root: Element, file: str, depth: int) -> Iterator[_Wanted]:
    for found in within(root, "assessmentItemRef", "assessmentSectionRef"):
        href = attribute(found, "href")
        target = package.resolve(href, file)
        if name(found) == "assessmentItemRef":
            yield _Wanted(target or href, attribute(found, "identifier"))
        elif target is not None and depth < 8:
            yield from _referred(package, read_xml(package.read(target), target), target, depth + 1)


def _language(package: Package, manifest: Element, resources: list[Element]) -> str:
    """The language that the metadata (LOM, `general/language`) name."""
    roots = [manifest]
    for one in resources:
        file = attribute(one, "href")
        if "metadata" in attribute(one, "type") and file in package:
            roots.append(read_xml(package.read(file), file))
    for root in roots:
        for found in within(root, "language"):
            above = found.getparent()
            if above is not None and name(above) == "general":
                return as_language(found.text or "")
    return ""
