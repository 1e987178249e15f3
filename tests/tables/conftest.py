"""A model in this process, and a function that runs a job on files of a temporary folder."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from movie_classifier.classifier import GenreClassifier
from movie_classifier.tables.bulk.local import InProcess
from movie_classifier.tables.bulk.output import Done
from movie_classifier.tables.bulk.run import Job, classify_file
from movie_classifier.tables.bulk.transport import Transport
from movie_classifier.tables.files import csv_reader, json_reader, parquet_reader
from movie_classifier.tables.files.formats import find_format
from tests.conftest import load_shared

Run = Callable[..., Done]


@pytest.fixture(scope="package")
def classifier(tiny_model: Path) -> GenreClassifier:
    return load_shared(tiny_model)


@pytest.fixture(scope="package")
def run(classifier: GenreClassifier) -> Run:
    """A function that classifies `source` into `output` in this process, or with another transport."""

    @contextmanager
    def local() -> Iterator[Transport]:
        yield InProcess(classifier)

    def classify(source: Path | str, output: Path | str, connect: Any = local, **options: Any) -> Done:
        for name, path in (("input_format", source), ("output_format", output)):
            if name not in options:
                options[name] = find_format(str(path), None, "")
        return classify_file(Job(str(source), str(output), overwrite=True, quiet=True, **options), connect)

    return classify


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of a few rows, so that a small file has many."""
    monkeypatch.setattr(csv_reader, "BLOCK_CHARACTERS", 1_000)
    for module in (json_reader, parquet_reader):
        monkeypatch.setattr(module, "BLOCK_ROWS", 7)
