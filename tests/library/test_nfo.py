from pathlib import Path

import pytest

from movie_classifier.library.film import Outcome
from movie_classifier.library.nfo import MAX_BYTES, NfoRefused, NotAFilm, parse_nfo
from tests.library.nfo_files import BOMB, EXTERNAL, FILES, KODI, MOVIE, PLOT, NfoFile

FILMS = [file for file in FILES if file.outcome is Outcome.NEW_GENRES]


@pytest.mark.parametrize("file", FILMS, ids=lambda file: file.name)
def test_positions_of_every_element(file: NfoFile) -> None:
    nfo = parse_nfo(file.data)
    for element in nfo.elements:
        whole = file.data[element.start : element.end].decode(nfo.encoding)
        assert whole.startswith(f"<{element.name}")
        assert whole.endswith(">")
        content = file.data[element.content_start : element.content_end].decode(nfo.encoding)
        if element.content_start == element.end:
            assert whole.endswith("/>")
        else:
            assert whole.rstrip("> ").endswith(f"{content}</{element.name}")
    assert nfo.description is not None
    assert nfo.description.text == PLOT
    assert nfo.genres == []


def test_only_children_of_the_root_count() -> None:
    nfo = parse_nfo(KODI.encode())
    assert nfo.title == "Tears"
    assert [element.name for element in nfo.elements] == [
        "title", "ratings", "outline", "plot", "uniqueid", "set", "fileinfo", "actor",
    ]  # fmt: skip
    assert nfo.genre_elements == []


def test_text_with_references_markup_and_cdata() -> None:
    nfo = parse_nfo(
        b"<movie><title>Tom &amp; J&#233;r<b>\xc3\xb4</b>me</title><plot> <![CDATA[a < b]]> &lt; c</plot></movie>"
    )
    assert nfo.title == "Tom & Jérôme"
    assert nfo.description is not None
    assert nfo.description.text == "a < b < c"


def test_original_title_if_the_title_is_blank() -> None:
    assert parse_nfo(b"<movie><title> </title><originaltitle>Larmes</originaltitle></movie>").title == "Larmes"
    assert parse_nfo(b"<movie><title/></movie>").title == ""


def test_elements_of_another_namespace_are_no_genres() -> None:
    nfo = parse_nfo(b'<movie xmlns="urn:a" xmlns:b="urn:b"><b:genre>Western</b:genre><genre>Drama</genre></movie>')
    assert nfo.genres == ["Drama"]


def test_genres_are_split_as_jellyfin_does() -> None:
    assert parse_nfo(b"<movie><genre>Action / Drama</genre><genre> </genre><genre>War/</genre></movie>").genres == [
        "Action", "Drama", "War",
    ]  # fmt: skip


@pytest.mark.parametrize("text", [BOMB, EXTERNAL, f"<!DOCTYPE movie>{MOVIE}"])
def test_no_document_type_declaration(text: str) -> None:
    with pytest.raises(NfoRefused, match="document type declaration"):
        parse_nfo(text.encode())


def test_external_entity_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    with pytest.raises(NfoRefused):
        parse_nfo(EXTERNAL.replace("/etc/hostname", str(secret)).encode())


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<movie><plot>x</movie>", "mismatched tag: line 1"),
        (b"<movie>a & b</movie>", r"invalid token\): line 1, column 10"),
        (b"<movie>", "no element found"),
        (b"<movie>" + b"x" * MAX_BYTES, "more than 2 MiB"),
        (b'<?xml version="1.0" encoding="gb18030"?><movie/>', "multi-byte encodings are not supported"),
        (b'<?xml version="1.0" encoding="klingon"?><movie/>', "unknown encoding"),
    ],
)
def test_refused(data: bytes, reason: str) -> None:
    with pytest.raises(NfoRefused, match=reason):
        parse_nfo(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no XML"),
        (b"\xef\xbb\xbfhttp://www.imdb.com/title/tt1/", "no XML"),
        (b"<tvshow><title>x</title></tvshow>", "root element is <tvshow>"),
        (b"<movie/>\n<movie/>", "several root elements"),
        (b"<movie></movie ><!-- c --> http://x <movie>", "several root elements"),
    ],
)
def test_not_a_film(data: bytes, reason: str) -> None:
    with pytest.raises(NotAFilm, match=reason):
        parse_nfo(data)
