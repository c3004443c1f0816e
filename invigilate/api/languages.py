"""Which language a page is begun in: what the browser asks for, as far as the pages speak it.

The page itself decides in the end, for it knows what its reader chose on that device; what stands
here is what `<html lang dir>` says until then.
"""

LANGUAGES = {"en": "ltr", "de": "ltr"}
"""Those of `web/src/words/languages.ts`, and the way their lines run; the first is the default."""
DEFAULT = "en"
HEAD = b'<html lang="en" dir="ltr">'
"""How a page begins as the build left it."""


def asked(header: str) -> list[str]:
    """The tags of an Accept-Language, the dearest first; `q=0` refuses one (RFC 9110 §12.5.4)."""
    weighed = [_weighed(part) for part in header.lower().split(",") if part.strip()]
    return [tag for tag, weight in sorted(weighed, key=lambda one: -one[1]) if weight > 0]


def best(header: str) -> str:
    """The dearest language the pages speak, by its tag or its first part (`de` for `de-AT`)."""
    for tag in asked(header):
        for one in (tag, tag.partition("-")[0]):
            if one in LANGUAGES:
                return one
    return DEFAULT


def spoken(page: bytes, language: str) -> bytes:
    """The page with this language in its head."""
    head = f'<html lang="{language}" dir="{LANGUAGES[language]}">'.encode()
    return page.replace(HEAD, head, 1)


def _weighed(part: str) -> tuple[str, float]:
    tag, _, rest = part.partition(";")
    name, _, value = rest.partition("=")
    try:
        weight = float(value) if name.strip() == "q" else 1.0
    except ValueError:
        weight = 0.0
    return tag.strip(), weight
