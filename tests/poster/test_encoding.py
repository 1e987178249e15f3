import base64
from pathlib import Path

import pytest

from movie_classifier.errors import PosterUnusable
from movie_classifier.poster.encoding import (
    MAX_POSTER_BYTES,
    MAX_POSTER_CHARACTERS,
    decode_poster,
    encode_poster,
    read_poster,
)


def test_base64_and_back() -> None:
    content = bytes(range(256)) * 10
    assert decode_poster(encode_poster(content)) == content


def test_line_breaks_are_allowed() -> None:
    """`base64 FILE` writes lines of 76 characters."""
    content = b"x" * MAX_POSTER_BYTES
    text = base64.encodebytes(content).decode()
    assert decode_poster(text) == content
    assert len(text) <= MAX_POSTER_CHARACTERS


@pytest.mark.parametrize("text", ["no base64!", "abc", "data:image/png;base64,AAAA", "日本", "====", "a-_b"])
def test_what_is_no_base64(text: str) -> None:
    with pytest.raises(PosterUnusable, match="it is not base64"):
        decode_poster(text)


@pytest.mark.parametrize(("content", "reason"), [(b"", "empty"), (b"x" * (MAX_POSTER_BYTES + 1), "512 KiB")])
def test_size(content: bytes, reason: str, tmp_path: Path) -> None:
    (tmp_path / "poster").write_bytes(content)
    with pytest.raises(PosterUnusable, match=reason):
        read_poster(tmp_path / "poster")
    with pytest.raises(PosterUnusable, match=reason):
        decode_poster(encode_poster(content))
    (tmp_path / "poster").write_bytes(b"x" * MAX_POSTER_BYTES)
    assert len(read_poster(tmp_path / "poster")) == MAX_POSTER_BYTES
