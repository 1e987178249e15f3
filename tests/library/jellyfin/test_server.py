import socket
from pathlib import Path

import pytest

from movie_classifier.errors import (
    ApiKeyRefused,
    InvalidSetting,
    InvalidUrl,
    ServiceAnswerError,
    ServiceError,
    ServiceTimeout,
    ServiceUnreachable,
)
from movie_classifier.library.jellyfin import server as module
from movie_classifier.library.jellyfin.server import JellyfinServer
from tests.library.jellyfin.conftest import TIMEOUT
from tests.library.jellyfin_server import KEY, FakeJellyfin, make_film
from tests.library.nfo_files import PLOT

PUBLIC = ("GET", "/System/Info/Public")


def test_films_of_several_pages(fake: FakeJellyfin, server: JellyfinServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAGE_SIZE", 2)
    films = list(server.films())
    assert [film["Name"] for film in films] == ["Fun", "More Tears", "Tears"]
    assert [film["Genres"] for film in films] == [["Comedy"], [], []]
    assert [path for _, path, _ in fake.requests].count("/Items") == 2


def test_a_film_that_moves_to_the_next_page_is_read_once(
    fake: FakeJellyfin, server: JellyfinServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE_SIZE", 2)
    films = server.films()
    first = [next(films)["Name"]]
    added = make_film("A new film", PLOT)
    fake.films[added["Id"]] = fake.films[next(iter(fake.films))] | added
    assert first + [film["Name"] for film in films] == ["Fun", "More Tears", "Tears"]


def test_the_key_is_only_sent_to_jellyfin(fake: FakeJellyfin, server: JellyfinServer) -> None:
    list(server.films())
    sent = [KEY in str(headers) for _, _, headers in fake.requests]
    assert sent == [False, True, True]
    fake.requests.clear()
    fake.answers[PUBLIC] = (200, "<html>a router</html>")
    with pytest.raises(ServiceError, match="this is no Jellyfin and no Emby; check the address"):
        list(JellyfinServer(fake.url, KEY, TIMEOUT).films())
    assert KEY not in str(fake.requests)


def test_netrc_does_not_replace_the_key(
    fake: FakeJellyfin, server: JellyfinServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    assert len(list(server.films())) == 3
    assert not any("Basic" in str(headers) for _, _, headers in fake.requests)


def test_emby(fake: FakeJellyfin, server: JellyfinServer) -> None:
    fake.reset(make_film("Tears", PLOT, Genres=["Drama"]), emby=True)
    [film] = server.films()
    assert film["GenreItems"][0]["Name"] == "Drama"
    assert not server.is_jellyfin
    assert not any("Authorization" in headers for _, _, headers in fake.requests)


def test_a_redirect_is_not_followed(fake: FakeJellyfin, server: JellyfinServer) -> None:
    fake.answers["GET", "/Users"] = (302, "https://elsewhere.example/Users?key=1")
    with pytest.raises(ServiceError, match=r"leads to https://elsewhere\.example; name that address"):
        list(server.films())


@pytest.mark.parametrize(
    ("route", "answer", "problem"),
    [
        ("/System/Info/Public", (200, '{"Id": 1}'), "this is no Jellyfin and no Emby"),
        ("/System/Info/Public", (200, "[]"), "this is no Jellyfin and no Emby"),
        ("/System/Info/Public", (404, "<html>"), "answered 404: Not Found; check the address"),
        ("/System/Info/Public", (503, "<html>"), "answered 503: Service Unavailable; it may be starting"),
        ("/Users", (500, "Error processing request."), "answered 500: Error processing request.; see the server's log"),
        ("/Users", (403, ""), "answered 403: Forbidden; use a key from its dashboard"),
        ("/Users", (200, "[]"), "shows no administrator with this key"),
        ("/Users", (200, '{"title": "x"}'), "this is no Jellyfin and no Emby"),
        ("/Items", (200, "{}"), "this is no Jellyfin and no Emby"),
        ("/Items", (0, '{"Items": ['), "closed the connection before it had answered"),
    ],
)
def test_other_answers(
    fake: FakeJellyfin, server: JellyfinServer, route: str, answer: tuple[int, str], problem: str
) -> None:
    fake.answers["GET", route] = answer
    with pytest.raises(ServiceError) as error:
        list(server.films())
    assert problem in str(error.value)
    assert KEY not in str(error.value)


def test_wrong_key(fake: FakeJellyfin) -> None:
    with pytest.raises(ApiKeyRefused, match="does not know the API key; set JELLYFIN_API_KEY to one that it knows"):
        list(JellyfinServer(fake.url, "wrong", TIMEOUT).films())


@pytest.mark.parametrize(("key", "problem"), [("", "it has no key; make one"), ('a"b', "letters"), ("a\nb", "letters")])
def test_keys_that_cannot_be(key: str, problem: str) -> None:
    with pytest.raises(InvalidSetting, match=f"JELLYFIN_API_KEY cannot be used: .*{problem}"):
        JellyfinServer("localhost:8096", key, TIMEOUT)


def test_no_server(free_port: int) -> None:
    with pytest.raises(ServiceUnreachable, match="cannot be reached; start Jellyfin, or check the address"):
        list(JellyfinServer(f"localhost:{free_port}", KEY, TIMEOUT).films())
    with pytest.raises(InvalidUrl):
        JellyfinServer("ftp://localhost", KEY, TIMEOUT)


def test_a_server_that_never_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(ServiceTimeout):
        list(JellyfinServer(f"127.0.0.1:{silent.getsockname()[1]}", KEY, 0.05).films())


def test_a_film_with_another_identifier(fake: FakeJellyfin, server: JellyfinServer) -> None:
    fake.answers["GET", "/Items/1"] = (200, '{"Id": "2"}')
    with pytest.raises(ServiceAnswerError, match="this is no Jellyfin"):
        server.whole_film("1")
