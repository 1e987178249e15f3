"""`--genres-file` and the options beside it, in each command that has them."""

import json
from pathlib import Path

import pytest

from tests.cli.process import check_one_line, run
from tests.conftest import TINY_FILMS
from tests.library.nfo_files import MOVIE

FILM, _ = TINY_FILMS[0]
QUESTION = ("--title", FILM.title, "--description", FILM.description, "--json", "--all")

CHOICE = """
language = "de"
max_genres = 1
left_out = ["War"]
"""


@pytest.fixture
def genres_file(tmp_path: Path) -> str:
    path = tmp_path / "genres.toml"
    path.write_text(CHOICE)
    return str(path)


@pytest.mark.parametrize(
    ("options", "genres"),
    [
        (("--language", "es"), {"Acción", "Bélica"}),
        (("--min-probability", "1"), set()),
        (("--genres-file", "FILE"), {"Action"}),
        (("--genres-file", "FILE", "--language", "pl"), {"Akcja"}),
    ],
)
def test_one_film(service: str, genres_file: str, options: tuple[str, ...], genres: set[str]) -> None:
    options = tuple(genres_file if option == "FILE" else option for option in options)
    answer = json.loads(run(*QUESTION, *options, "--url", service).stdout)
    assert set(answer["genres"]) == genres
    assert answer["genre"] == next(iter(answer["genres"]), None)
    assert ("confidence_reason" in answer) == (not genres)


def test_in_this_process_with_the_file_from_the_environment(tiny_model: Path, genres_file: str) -> None:
    environment = {"MOVIE_CLASSIFIER_MODEL": str(tiny_model), "MOVIE_CLASSIFIER_GENRES_FILE": genres_file}
    assert json.loads(run(*QUESTION, "--local", **environment).stdout)["genres"] == ["Action"]


def test_bulk(service: str, genres_file: str) -> None:
    path = Path(genres_file).with_name("films.jsonl")
    path.write_text("".join(json.dumps(film._asdict()) + "\n" for film, _ in TINY_FILMS[:3]))
    result = run("bulk", str(path), "-o", "-", "--genres-file", genres_file, "--scores", "--quiet", "--url", service)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["genre"] for row in rows] == ["Action", rows[1]["genre"], "Drama"]
    assert rows[1]["genre"] in {"Komödie", "Liebesfilm"}
    assert [row["genres"] for row in rows] == [[row["genre"]] for row in rows]
    assert all(0 < row["War"] < 1 for row in rows)  # scores keep the names of the model


def test_a_library_has_nothing_to_do_in_a_second_run(service: str, tmp_path: Path) -> None:
    (tmp_path / "movie.nfo").write_text(MOVIE)
    arguments = ("library", str(tmp_path), "--write", "--all", "--language", "fr", "--url", service)
    first = run(*arguments)
    assert "movie.nfo: Drame 0." in first.stdout
    content = (tmp_path / "movie.nfo").read_text()
    assert "<genre>Drame</genre>" in content
    second = run(*arguments)
    assert (second.stdout, second.stderr) == ("", "1 .nfo file: 1 with genres.\n")
    assert (tmp_path / "movie.nfo").read_text() == content


@pytest.mark.parametrize("command", [QUESTION, ("library", "."), ("bulk", "films.jsonl", "-o", "-")])
def test_a_wrong_file_is_one_line(
    service: str, genres_file: str, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(genres_file).parent)
    Path("films.jsonl").write_text(json.dumps(FILM._asdict()))
    Path(genres_file).write_text('left_out = ["Musical"]')
    result = run(*command, "--genres-file", genres_file, "--url", service)
    check_one_line(result, "genres.toml: unknown genre: Musical; the model knows: Action, ")


def test_wrong_values() -> None:
    for option, value in (
        ("--max-genres", "0"),
        ("--min-probability", "2"),
        ("--precision", "1"),
        ("--language", "tlh"),
    ):
        result = run(*QUESTION, option, value)
        assert result.returncode == 2
        assert f"Invalid value for '{option}'" in result.stderr
