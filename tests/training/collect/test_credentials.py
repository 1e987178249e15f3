import pytest

from tests.training.collect.tmdb_server import KEY, TOKEN
from training.collect.credentials import Credentials
from training.errors import TmdbKeyMissing


def test_key_and_token_are_told_apart() -> None:
    assert Credentials.from_environment({"TMDB_API_KEY": f" {KEY}\n"}).key == KEY
    assert Credentials.from_environment({"TMDB_TOKEN": TOKEN}).token == TOKEN
    assert Credentials.from_environment({"TMDB_API_KEY": TOKEN}) == Credentials(token=TOKEN)


def test_neither_is_in_the_representation() -> None:
    assert repr(Credentials(key=KEY)) == repr(Credentials(token=TOKEN)) == "Credentials()"


@pytest.mark.parametrize("value", ["", "two words", "line\nbreak", "ключ"])
def test_what_is_no_key_is_refused_without_repeating_it(value: str) -> None:
    with pytest.raises(TmdbKeyMissing) as raised:
        Credentials.from_environment({"TMDB_API_KEY": value})
    assert "TMDB_API_KEY" in str(raised.value)
    assert not value or value not in str(raised.value)
