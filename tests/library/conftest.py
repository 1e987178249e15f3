from pathlib import Path

import pytest

from movie_classifier.classifier import GenreClassifier
from tests.conftest import load_shared
from tests.library.nfo_files import MOVIE


@pytest.fixture(scope="session")
def classifier(tiny_model: Path) -> GenreClassifier:
    return load_shared(tiny_model)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A `.nfo` file of a film without a genre, alone in its folder."""
    path = tmp_path / "movie.nfo"
    path.write_text(MOVIE)
    return path
