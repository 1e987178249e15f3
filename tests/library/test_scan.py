from pathlib import Path

import pytest

from movie_classifier.library.scan import find_nfo_files, find_poster


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def find(folder: Path) -> list[str]:
    def fail(error: OSError) -> None:
        raise error

    return [str(path.relative_to(folder)) for path in find_nfo_files(folder, fail)]


def test_finds_nfo_files_in_all_folders_in_order(tmp_path: Path) -> None:
    touch(tmp_path, "b/movie.nfo", "a/c/NAME.NFO", "a/movie.nfo", "z.nfo", "movie.xml", "nfo", "movie.nfo.bak")
    (tmp_path / "folder.nfo").mkdir()
    touch(tmp_path, "folder.nfo/x.nfo")
    assert find(tmp_path) == ["z.nfo", "a/movie.nfo", "a/c/NAME.NFO", "b/movie.nfo", "folder.nfo/x.nfo"]


def test_hidden_names_are_left_out(tmp_path: Path) -> None:
    touch(tmp_path, "._movie.nfo", ".nfo", ".Trash/movie.nfo", "movie.nfo")
    assert find(tmp_path) == ["movie.nfo"]


def test_hidden_folder_that_is_named(tmp_path: Path) -> None:
    touch(tmp_path, ".films/movie.nfo")
    assert find(tmp_path / ".films") == ["movie.nfo"]


def test_loops_of_links_end(tmp_path: Path) -> None:
    touch(tmp_path, "a/b/movie.nfo")
    (tmp_path / "a" / "b" / "up").symlink_to(tmp_path)
    (tmp_path / "a" / "self").symlink_to(tmp_path / "a")
    (tmp_path / "a" / "endless").symlink_to("endless")
    assert find(tmp_path) == ["a/b/movie.nfo"]


def test_a_file_that_several_links_lead_to_is_found_once(tmp_path: Path) -> None:
    touch(tmp_path, "real/movie.nfo")
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "a.nfo").symlink_to("real/movie.nfo")
    assert find(tmp_path) == ["a.nfo"]


def test_link_to_a_folder_outside(tmp_path: Path) -> None:
    touch(tmp_path, "outside/movie.nfo")
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "link").symlink_to(tmp_path / "outside")
    assert find(tmp_path / "library") == ["link/movie.nfo"]


def test_folder_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    errors: list[OSError] = []
    assert list(find_nfo_files(tmp_path / "missing", errors.append)) == []
    assert [error.filename for error in errors] == [str(tmp_path / "missing")]


@pytest.mark.parametrize(
    ("files", "nfo", "poster"),
    [
        (["Alien.nfo", "Alien-poster.jpg", "poster.jpg"], "Alien.nfo", "Alien-poster.jpg"),
        (["Alien.nfo", "ALIEN-Poster.PNG"], "Alien.nfo", "ALIEN-Poster.PNG"),
        (["Alien.nfo", "folder.jpg", "poster.webp"], "Alien.nfo", "poster.webp"),
        (["Alien.nfo", "Folder.jpg", "fanart.jpg"], "Alien.nfo", "Folder.jpg"),
        (["Alien.nfo", "Aliens.nfo", "poster.jpg"], "Alien.nfo", None),
        (["Alien.nfo", "Aliens.nfo", "Aliens-poster.jpg"], "Aliens.nfo", "Aliens-poster.jpg"),
        (["tvshow.nfo", "season.nfo", "poster.jpg"], "tvshow.nfo", "poster.jpg"),
        (["Alien.nfo", "poster.txt"], "Alien.nfo", None),
    ],
)
def test_poster_beside_a_file(tmp_path: Path, files: list[str], nfo: str, poster: str | None) -> None:
    touch(tmp_path, *files)
    found = find_poster(tmp_path / nfo, shared=nfo != "tvshow.nfo")
    assert (found and found.name) == poster
