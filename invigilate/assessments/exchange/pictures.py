"""Pictures that a package carries, known by what is in them and never by what they are called.

SVG is not among them: it can carry script, and would need an origin of its own.
"""

from collections.abc import Callable

from invigilate.assessments.exchange.package import Package
from invigilate.assessments.exchange.report import Media, sha256

_KINDS: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png", "image/png"),
    (b"\xff\xd8\xff", "jpg", "image/jpeg"),
    (b"GIF87a", "gif", "image/gif"),
    (b"GIF89a", "gif", "image/gif"),
)


def picture(data: bytes) -> tuple[str, Media] | None:
    """The media name "<sha256>.<ext>" and the picture; None if it is no PNG, JPEG, GIF or WebP."""
    for start, extension, media_type in _KINDS:
        if data.startswith(start):
            return f"{sha256(data)}.{extension}", Media(data, media_type)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return f"{sha256(data)}.webp", Media(data, "image/webp")
    return None


class Pictures:
    """The pictures of a package that items have asked for, gathered in `media`."""

    def __init__(self, package: Package) -> None:
        self.media: dict[str, Media] = {}
        self._package = package

    def beside(self, file: str) -> Callable[[str], str | None]:
        """Finds what an `src` in `file` means: a media name, None if it is no packaged picture."""

        def find(href: str) -> str | None:
            target = self._package.resolve(href, file)
            found = None if target is None else picture(self._package.read(target))
            if found is None:
                return None
            self.media[found[0]] = found[1]
            return found[0]

        return find
