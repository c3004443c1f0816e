"""HTML that is out to harm: what is left cannot do anything, and what was lost is told."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invigilate.assessments.exchange.cleaning import Cleaned, clean, text_only
from invigilate.errors import NotValid


def _picture(src: str) -> str | None:
    return "abc.png" if src == "a.png" else None


@pytest.mark.parametrize(
    ("dirty", "left"),
    [
        ("<script>alert(1)</script>ok", "ok"),
        ("<p onclick=alert(1)>ok</p>", "<p>ok</p>"),
        ("<p style='background:url(http://x)'>ok</p>", "<p>ok</p>"),
        ("<svg onload=alert(1)><script>1</script></svg>ok", "ok"),
        ("<iframe src=//x></iframe>ok", "ok"),
        ("<form action=//x><input name=a><button>b</button></form>", "b"),
        ("<object data=x.swf></object><embed src=x>ok", "ok"),
        ("<a href='javascript:alert(1)'>here</a>", "here"),
        ("<a href='https://example.org'>here</a>", "here"),
        ("<img src=x onerror=alert(1)>ok", "ok"),
        ("<img src='http://example.org/t.gif'>ok", "ok"),
        ("<img src='data:image/svg+xml,<svg onload=alert(1)>'>ok", "ok"),
        ("<math><mtext><script>alert(1)</script></mtext></math>", "<math><mtext></mtext></math>"),
        ("<math href='javascript:1'><mi xlink:href='x'>x</mi></math>", "<math><mi>x</mi></math>"),
        ("<!-- <img src=x onerror=1> -->ok", "ok"),
        ("<style>p{}</style><link rel=stylesheet href=//x><meta http-equiv=refresh>ok", "ok"),
        ("<p id=x class=y data-x=z>ok</p>", "<p>ok</p>"),
        ("<template><p>x</p></template>ok", "ok"),
    ],
)
def test_whatever_could_act_is_gone(dirty: str, left: str) -> None:
    assert clean(dirty, _picture).html == left


def test_text_tables_formulas_and_packaged_pictures_stay() -> None:
    kept = (
        '<p lang="fr">A <strong>b</strong> x<sup>2</sup></p><table><tbody><tr><td colspan="2">c'
        '</td></tr></tbody></table><math display="block"><mfrac><mn>1</mn><mn>2</mn></mfrac></math>'
    )
    assert clean(kept).html == kept
    assert clean('<img src="a.png" alt="map">', _picture) == Cleaned(
        '<img src="media/abc.png" alt="map">', media=("abc.png",)
    )


def test_tex_stays_as_text_even_where_it_looks_like_a_tag() -> None:
    assert clean(r"<p>\(a<b\) and \[x<y\]</p>").html == r"<p>\(a&lt;b\) and \[x&lt;y\]</p>"


def test_only_the_items_own_slots_have_places() -> None:
    dirty = '<p><span data-slot="a"></span><span data-slot="b">x</span></p>'
    assert clean(dirty, slots=["a"]) == Cleaned(
        '<p><span data-slot="a"></span><span>x</span></p>', slots=("a",)
    )


def test_what_was_left_out_is_told() -> None:
    dirty = '<p onclick=x><a href=y>l</a><video></video><img src="b.png"></p>'
    assert clean(dirty, _picture).notes == (
        "a link was left out, its text was kept",
        "left out: <video>",
        "left out: event handlers",
        "the picture 'b.png' was left out",
    )


def test_the_text_of_html_is_one_line() -> None:
    assert text_only("<p>One</p>\n<p>two<br>three &amp; four</p>") == "One two three & four"


_PIECES = """
<script> </script> <svg> <math> <mtext> <style> </style> <!-- --> <p onclick=alert(1) > " ' <td>
<img/src=x/onerror=alert(1)> <a/href=javascript:1> <title> <noscript> <textarea> <iframe/src=//x>
<div/data-slot=a> <annotation-xml/encoding=text/html> <mglyph> <malignmark> text <table> \\( \\)
"""
_fragments = st.lists(st.sampled_from([*_PIECES.split(), "\x00", " "]), max_size=12).map("".join)
_ACTIVE = frozenset(
    {"script", "svg", "style", "iframe", "a", "img", "textarea", "title", "noscript"}
)


@given(_fragments)
def test_no_mixture_leaves_anything_that_acts(dirty: str) -> None:
    cleaned = clean(dirty, _picture, ["a"])
    tags = re.findall(r"<[a-zA-Z][^>]*>", cleaned.html)
    attributes = {name for tag in tags for name in re.findall(r'\s([^\s=]+)="', tag)}
    assert attributes <= {"data-slot"}
    assert not {tag.strip("<>").split()[0] for tag in tags} & _ACTIVE
    assert clean(cleaned.html, _picture, ["a"]).html == cleaned.html


@pytest.mark.parametrize(
    "dirty", ["<div>" * 501, "<math><td>" * 300, "<b>" * 21, "<b></i>" * 21, "x" * 300_001]
)
def test_html_that_would_stall_a_parser_is_refused_before_it_is_parsed(dirty: str) -> None:
    for reads in (clean, text_only):
        with pytest.raises(NotValid) as refused:
            reads(dirty)
        assert refused.value.word == "faulty-item"


def test_long_lists_without_end_tags_and_many_closed_elements_are_fine() -> None:
    assert clean("<ul>" + "<li>x" * 400).html == "<ul>" + "<li>x</li>" * 400 + "</ul>"
    assert clean("<p><b>x</b><br></p>" * 5_000).html == "<p><b>x</b><br></p>" * 5_000
