import io

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from movie_classifier.tables.files.encoding import Decoder, is_broken, show_broken


def decode(data: bytes, encoding: str = "utf-8", size: int = 3) -> tuple[str, bool]:
    decoder = Decoder(encoding)
    stream = io.BufferedReader(decoder.decode(pa.PythonFile(io.BytesIO(data), "r")), size)
    return stream.read().decode(), decoder.found_broken


@given(st.text(st.characters(exclude_categories=["Cs", "Co"])))
def test_text_stays(text: str) -> None:
    assert decode(text.encode()) == (text, False)
    assert decode(text.encode("utf-16"), "utf-16") == (text, False)


@given(st.binary())
def test_any_bytes_become_text(data: bytes) -> None:
    text, found = decode(data)
    assert show_broken(text) == data.decode(errors="backslashreplace")
    assert found or not is_broken(text)


def test_broken_bytes_are_found_and_shown() -> None:
    text, found = decode(b"caf\xe9 \xe2\x82 end\xf0\x9f")
    assert found
    assert is_broken(text)
    assert show_broken(text) == r"caf\xe9 \xe2\x82 end\xf0\x9f"


def test_other_encodings() -> None:
    assert decode(b"caf\xe9", "latin-1") == ("café", False)
    with pytest.raises(LookupError):
        Decoder("latin-0")
