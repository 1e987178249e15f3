import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movie_classifier.library.edit import set_genres
from movie_classifier.library.film import Outcome
from movie_classifier.library.nfo import parse_nfo
from tests.library.nfo_files import DECLARED, FILES, MOVIE, PLOT, NfoFile


def edit(data: bytes | str, *genres: str) -> bytes:
    return set_genres(parse_nfo(data.encode() if isinstance(data, str) else data), genres)


@pytest.mark.parametrize(
    "file", [file for file in FILES if file.outcome is Outcome.NEW_GENRES], ids=lambda file: file.name
)
def test_nothing_else_changes(file: NfoFile) -> None:
    assert edit(file.data, "Drama") == file.changed


def test_several_genres_are_added_after_the_description() -> None:
    text = "<movie>\r\n\t<plot>x</plot> <!-- c -->\r\n\t<year>1</year>\r\n</movie>"
    assert edit(text, "War", "Drama").decode() == text.replace(
        "</plot>", "</plot>\r\n\t<genre>War</genre>\r\n\t<genre>Drama</genre>"
    )


@pytest.mark.parametrize(
    ("old", "genres", "new"),
    [
        ("<genre>A</genre>", "D", "<genre>D</genre>"),
        ('<genre clear="true">A / B</genre>', "D", '<genre clear="true">D</genre>'),
        ("<genre>A</genre>", "D E", "<genre>D</genre>\n  <genre>E</genre>"),
        ("<genre>A</genre>\n  <genre>B</genre>", "D", "<genre>D</genre>"),
        ("<genre>A</genre>\n  <genre>B</genre><!-- c -->", "D", "<genre>D</genre>\n  <!-- c -->"),
        ("<genre>A</genre><genre>B</genre>", "D", "<genre>D</genre>"),
        ("<genre>A</genre>\n  <tag/>\n  <genre/>\n", "D E", "<genre>D</genre>\n  <tag/>\n  <genre>E</genre>\n"),
        ("<genre><![CDATA[A]]><!-- c --></genre >", "D", "<genre>D</genre >"),
        ("<genre\n/>", "D", "<genre>D</genre>"),
    ],
)
def test_existing_genres_are_replaced(old: str, genres: str, new: str) -> None:
    text = f"<movie>\n  {old}\n  <plot>x</plot>\n</movie>\n"
    assert edit(text, *genres.split()).decode() == text.replace(old, new)


def test_names_are_escaped_in_the_encoding_of_the_file() -> None:
    assert b"<genre>R&amp;B &lt;3</genre>" in edit(MOVIE, "R&B <3")
    latin = (DECLARED % "latin-1").encode("latin-1")
    assert b"<genre>Kom\xf6die &#26085;&#8364;</genre>" in edit(latin, "Komödie 日€")
    assert "<genre>日</genre>".encode("utf-16-be") in edit((DECLARED % "utf-16").encode("utf-16-be"), "日")


TAGS = st.sampled_from(
    ["<genre/>", "<genre>A / B</genre>", "<genre> </genre >", "<tag>é</tag>", "<!-- <genre> -->", "<?a b?>"]
)
SPACE = st.sampled_from(["", " ", "\n", "\r\n  ", "\t", "text", "&amp;"])
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "windows-1252", "iso-8859-1"])


@given(st.lists(st.tuples(SPACE, TAGS)), SPACE, ENCODINGS, st.lists(st.sampled_from("XYZ"), min_size=1, unique=True))
def test_any_order_of_elements(parts: list[tuple[str, str]], last: str, encoding: str, genres: list[str]) -> None:
    declared = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16"}.get(encoding, encoding)
    body = "".join(space + tag for space, tag in [*parts, (last, f"<plot>{PLOT}</plot>")])
    data = f"<?xml version='1.0' encoding='{declared}'?><movie>{body}{last}</movie>\nhttp://a/?b&c".encode(encoding)
    edited = edit(data, *genres)
    assert parse_nfo(edited).genres == genres
    assert edit(edited, *genres) == edited
    rest = re.compile(r"\s|<genre\s*/>|<genre[^>]*>[^<]*</genre\s*>")
    assert rest.sub("", edited.decode(encoding)) == rest.sub("", data.decode(encoding))
