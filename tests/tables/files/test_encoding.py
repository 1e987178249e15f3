from hypothesis import given
from hypothesis import strategies as st

from movie_classifier.tables.files.encoding import MARK_BROKEN, is_broken, show_broken


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_text_stays(text: str) -> None:
    assert not is_broken(text)
    assert text.encode().decode(errors=MARK_BROKEN) == show_broken(text) == text


@given(st.binary())
def test_any_bytes_become_text(data: bytes) -> None:
    text = data.decode(errors=MARK_BROKEN)
    assert show_broken(text) == data.decode(errors="backslashreplace")


def test_broken_bytes_are_found_and_shown() -> None:
    text = b"caf\xe9 \xe2\x82 end\xf0\x9f".decode(errors=MARK_BROKEN)
    assert is_broken(text)
    assert show_broken(text) == r"caf\xe9 \xe2\x82 end\xf0\x9f"
