"""The table of `docs/genres.md`: each setting, in each place, as its cell says."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import requests
from click.testing import CliRunner

from movie_classifier.choice.choice import GenreChoice
from movie_classifier.choice.genres_file import KEYS, read_genres_file
from movie_classifier.classifier import GenreClassifier
from movie_classifier.cli import main
from movie_classifier.service.settings import Settings
from movie_classifier.tables.frames import classify_frame
from tests.conftest import ROOT, TINY_FILMS, serving

SECTION = (
    (ROOT / "docs" / "genres.md")
    .read_text(encoding="utf-8")
    .partition("## Where each setting works")[2]
    .partition("\n## ")[0]
)
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in SECTION.splitlines() if line.startswith("|")]
PLACES = [cell.partition("](")[0].strip("[`").removesuffix("`") for cell in ROWS[0][1:]]
CELLS = [
    (row[0].strip("`"), place, cell.strip("`")) for row in ROWS[2:] for place, cell in zip(PLACES, row[1:], strict=True)
]

FILM, GENRES = TINY_FILMS[1]
"""A film that is a comedy and a romance for the tiny model."""

VALUES = {
    "max_genres": 1,
    "min_probability": 1.0,
    "precision": 0.99,
    "language": "de",
    "left_out": ["Comedy"],
    "names": {"Comedy": "Fun", "Romance": "Fun"},
    "thresholds": {"Comedy": 1.0, "Drama": 0.0001},
}
"""A value of each setting that changes the genres of the film."""

TOML = {
    "left_out": 'left_out = ["Comedy"]',
    "names": '[names]\nComedy = "Fun"\nRomance = "Fun"',
    "thresholds": "[thresholds]\nComedy = 1.0\nDrama = 0.0001",
}


@pytest.fixture(scope="module")
def classifier(tiny_model: Path) -> GenreClassifier:
    return GenreClassifier.load(tiny_model)


def write_file(folder: Path, setting: str) -> str:
    path = folder / "genres.toml"
    path.write_text(TOML.get(setting, f"{setting} = {json.dumps(VALUES[setting])}"))
    assert read_genres_file(path) == GenreChoice(**{setting: VALUES[setting]})
    return str(path)


class Places:
    """Asks for the genres of the film in each place of the table."""

    def __init__(self, folder: Path, service: str, model: Path, classifier: GenreClassifier) -> None:
        self.folder, self.service, self.model, self.classifier = folder, service, model, classifier

    def _command(self, setting: str, cell: str, *arguments: str) -> str:
        options = (
            ("--genres-file", write_file(self.folder, setting)) if cell == "file" else (cell, str(VALUES[setting]))
        )
        result = CliRunner().invoke(main, [*arguments, *options, "--url", self.service])
        assert result.exit_code == 0, result.output
        return result.stdout

    def one_film(self, setting: str, cell: str) -> list[str]:
        question = ("--title", FILM.title, "--description", FILM.description, "--json", "--all")
        return list(json.loads(self._command(setting, cell, *question))["genres"])

    def bulk(self, setting: str, cell: str) -> list[str]:
        source, output = self.folder / "films.jsonl", self.folder / "out.jsonl"
        source.write_text(json.dumps(FILM._asdict()))
        self._command(setting, cell, "bulk", str(source), "--output", str(output), "--quiet")
        return list(json.loads(output.read_text())["genres"])

    def library(self, setting: str, cell: str) -> list[str]:
        pytest.importorskip("defusedxml", reason="the extra library is not installed")
        path = self.folder / "movie.nfo"
        path.write_text(f"<movie><title>{FILM.title}</title><plot>{FILM.description}</plot></movie>")
        options = ("--write", "--include-low-confidence")
        self._command(setting, cell, "library", str(self.folder), *options)
        written = path.read_text()
        assert self._command(setting, cell, "library", str(self.folder), *options, "--all") == ""
        assert path.read_text() == written
        return [part.partition("</genre>")[0] for part in written.split("<genre>")[1:]]

    def post_genres(self, setting: str, cell: str) -> list[str]:
        body = {"movies": [FILM._asdict()]}
        if cell != "file":
            answer = requests.post(f"{self.service}/genres{cell}{VALUES[setting]}", json=body, timeout=60)
        else:
            path = Path(write_file(self.folder, setting))
            with serving(Settings(model=self.model, genres_file=path), self.classifier) as url:
                answer = requests.post(f"{url}/genres", json=body, timeout=60)
        [prediction] = answer.json()["predictions"]
        return list(prediction["genres"])

    def classify_frame(self, setting: str, cell: str) -> list[str]:
        assert cell == "choice"
        choice = GenreChoice(**{setting: VALUES[setting]})
        [genres] = classify_frame(pd.DataFrame([FILM]), self.classifier, choice=choice)["genres"]
        return list(genres)

    def with_genres(self, setting: str, cell: str) -> list[str]:
        assert cell == "choice"
        pa = pytest.importorskip("pyarrow")
        pytest.importorskip("pyspark", reason="the extra spark is not installed")
        from movie_classifier.tables.rows import ANSWER_COLUMNS
        from movie_classifier.tables.spark import Job, classify_batches

        decision = GenreChoice(**{setting: VALUES[setting]}).for_model(self.classifier.info)
        job = Job(str(self.model), 0, 1, decision, (), list(ANSWER_COLUMNS))
        [batch] = classify_batches(job, iter([pa.RecordBatch.from_pylist([FILM._asdict()])]))
        [row] = batch.to_pylist()
        return list(row["genres"])


ASK: dict[str, Callable[[Places, str, str], list[str]]] = {
    "one film": Places.one_film,
    "bulk": Places.bulk,
    "library": Places.library,
    "POST /genres": Places.post_genres,
    "classify_frame": Places.classify_frame,
    "with_genres": Places.with_genres,
}


def test_the_table_has_all_settings_and_places() -> None:
    assert set(PLACES) == set(ASK)
    assert {setting for setting, _, _ in CELLS} == set(KEYS) == set(VALUES)


@pytest.mark.parametrize(("setting", "place", "cell"), CELLS)
def test_a_setting_works_in_a_place(
    tmp_path: Path, service: str, tiny_model: Path, classifier: GenreClassifier, setting: str, place: str, cell: str
) -> None:
    [prediction] = classifier.predict([FILM])
    decision = GenreChoice(**{setting: VALUES[setting]}).for_model(classifier.info)
    expected = list(decision.choose(prediction.scores))
    assert expected != prediction.genres
    assert ASK[place](Places(tmp_path, service, tiny_model, classifier), setting, cell) == expected
