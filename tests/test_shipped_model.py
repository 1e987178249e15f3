"""What the committed pipeline must be."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import spacy

from movie_classifier.classifier import GenreClassifier
from movie_classifier.film import Film, film_text
from movie_classifier.model.confidence import FEW_WORDS, UNLIKE
from movie_classifier.model.genres import GENRES
from movie_classifier.service.api import examples
from tests.conftest import OTHELLO, SHIPPED_MODEL
from training.packaging.package import SIZE_LIMITS


@pytest.fixture(scope="module")
def classifier() -> GenreClassifier:
    return GenreClassifier.load(SHIPPED_MODEL)


def test_opens_with_nothing_but_spacy(tmp_path: Path) -> None:
    """In an environment with the installed packages, but without this one, whose component spaCy would import."""
    for package in Path(spacy.__file__).parent.parent.iterdir():
        if not re.match(r"_*(editable|movie_classifier)", package.name):
            (tmp_path / package.name).symlink_to(package)
    script = (
        "import sys, spacy\n"
        f"nlp = spacy.load({str(SHIPPED_MODEL)!r})\n"
        "assert nlp('A film.').cats\n"
        "assert not {'movie_classifier', 'training', 'sklearn'} & set(sys.modules)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    subprocess.run([sys.executable, "-S", "-c", script], check=True, timeout=60, cwd=tmp_path, env=environment)


def test_plain_spacy_ignores_case() -> None:
    nlp = spacy.load(SHIPPED_MODEL)
    written = "\n".join(OTHELLO)
    assert nlp(written).cats == nlp(film_text(OTHELLO)).cats
    assert max(nlp(written).cats.items(), key=lambda item: item[1])[0] == "Drama"


def test_labels_and_thresholds(classifier: GenreClassifier) -> None:
    assert classifier.info.labels == GENRES
    assert all(0 < threshold < 1 for threshold in classifier.info.thresholds.values())


def test_meta() -> None:
    meta = json.loads((SHIPPED_MODEL / "meta.json").read_text())
    for key in ("name", "version", "description", "license", "sources", "performance", "thresholds"):
        assert meta[key]
    assert meta["performance"]["micro_f1"] >= 0.63
    assert meta["performance"]["five_genres"]["micro_f1"] >= 0.70
    assert spacy.util.is_compatible_version(spacy.__version__, meta["spacy_version"])


def test_size_and_no_pickle() -> None:
    files = [file for file in SHIPPED_MODEL.rglob("*") if file.is_file()]
    assert max(file.stat().st_size for file in files) <= SIZE_LIMITS["fast"].file
    assert sum(file.stat().st_size for file in files) <= SIZE_LIMITS["fast"].folder
    assert not [file for file in files if file.suffix in {".pkl", ".pickle", ".py"}]


@pytest.mark.parametrize(
    ("film", "genre"),
    [
        (OTHELLO, "Drama"),
        (
            Film("Night of Fear", "A masked killer stalks teenagers in a haunted house; few survive the night."),
            "Horror",
        ),
        (Film("Red Star", "A spaceship crew wakes from cryosleep near an alien planet."), "Science Fiction"),
        (Film("High Plains", "A lone gunslinger rides into a frontier town to face the corrupt sheriff."), "Western"),
        (Film("The Reef", "This documentary follows marine biologists who film coral reefs."), "Documentary"),
    ],
)
def test_plain_cases(classifier: GenreClassifier, film: Film, genre: str) -> None:
    [prediction] = classifier.predict([film])
    assert genre in prediction.genres


LIVES_OF_OTHERS = Film(
    "Das Leben der Anderen",
    "Ost-Berlin 1984: Der Stasi-Hauptmann Wiesler soll einen Dramatiker und dessen Freundin überwachen. Je tiefer er "
    "in ihr Leben eindringt, desto mehr zweifelt er an dem Staat, dem er dient.",
)
SCREWS = Film(
    "Order 4711",
    "Dear Sir or Madam, we ordered 500 countersunk screws on 3 March and received 480 of them, some in the wrong size. "
    "Please send the missing screws and tell us where to return the others. Yours faithfully",
)


@pytest.mark.parametrize(
    ("film", "reason"),
    [
        (LIVES_OF_OTHERS, r"the model knows only \d+ of 35 words; the text may be in another language"),
        (SCREWS, UNLIKE),
        (Film("Untitled", "A film."), FEW_WORDS),
        (Film("xqzw", "…"), FEW_WORDS),
        (OTHELLO, "^$"),
        (Film("High Plains", "A gunslinger rides into a frontier town."), "^$"),
    ],
)
def test_confidence(classifier: GenreClassifier, film: Film, reason: str) -> None:
    [prediction] = classifier.predict([film])
    assert re.search(reason, prediction.confidence_reason or "")


def test_examples_of_the_documentation_are_its_answers(classifier: GenreClassifier) -> None:
    [prediction] = classifier.predict([OTHELLO])
    assert prediction.scores == pytest.approx(examples.SCORES, abs=1e-3)
    assert prediction.genres == examples.PREDICTION["genres"]
    assert prediction.genre == examples.PREDICTION["genre"]
