"""How candidate numbers and names are compared, and how little of a name is shown. Pure.

A guest may call themselves what they like, but not what a proctor would read as somebody on the
roster: "Ada Lovelace", "LOVELACE Ada" and "Аdа Lоvelаce" with Cyrillic letters are one name.
"""

import unicodedata

from invigilate.errors import NotValid


def number_key(text: str) -> str:
    """A candidate number as numbers are compared: NFKC, folded, without spaces; zeros are kept."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def name_key(text: str) -> str:
    """A name as names are compared: its words in their set order, look-alike letters made one."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    plain = "".join(map(_plain, unicodedata.normalize("NFD", folded)))
    return " ".join(sorted(plain.split()))


def guest_name(text: str) -> str:
    """The name that a guest typed, as it is kept: 1 to 100 characters; raises NotValid."""
    name = " ".join(text.split())
    if not 1 <= len(name) <= 100 or not name_key(name) or not is_printable(name):
        raise NotValid("guest-name", "Type your name, at most 100 characters.", at="guest")
    return name


def is_printable(text: str) -> bool:
    """Whether it holds no control characters and nothing that turns a line's direction."""
    return not any(unicodedata.category(each) in ("Cc", "Cf", "Cs", "Zl", "Zp") for each in text)


def briefly(name: str) -> str:
    """As much of a name as its owner needs to say yes: "Ada L." of Ada Lovelace."""
    last, comma, first = name.partition(",")
    words = f"{first} {last}".split() if comma else name.split()
    if len(words) < 2:
        return name.strip()
    if not words[-1][0].isalpha():
        return name.strip()
    return f"{words[0]} {words[-1][0]}."


def _plain(character: str) -> str:
    if character in _LOOKALIKES:
        return _LOOKALIKES[character]
    kind = unicodedata.category(character)[0]
    if kind in ("Z", "P"):
        return " "
    return "" if kind in ("M", "C") else character


_PAIRS = """
    аa вb еe іl јj кk мm нh оo рp сc ԁd тt уy хx һh ѕs ԛq ԝw ьb
    αa βb εe ηn ιl κk νv οo ρp τt υu χx ωw ϲc
    0o 1l |l il ıl łl øo đd ħh ŧt $s @a
"""
_LOOKALIKES: dict[str, str] = {
    **{pair[0]: pair[1] for pair in _PAIRS.split()},
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "'": "",
    "’": "",
    "`": "",
}
"""Small letters, after folding, that are read as another one (UTS #39 lists all there are)."""
