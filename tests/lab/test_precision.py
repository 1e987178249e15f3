"""The step that adds the thresholds of a precision to a pipeline, and the table of the documentation."""

import json
import shutil
from pathlib import Path

import pytest

from lab.precision import BEGIN, END, add_precision, precision_table
from movie_classifier.classifier import GenreClassifier
from movie_classifier.model.checksums import write_checksums
from movie_classifier.model.precision import META_KEY
from tests.conftest import ROOT
from training.config import Plan


def test_the_table_of_the_documentation_is_that_of_the_models() -> None:
    page = (ROOT / "docs" / "genres.md").read_text(encoding="utf-8")
    assert page.partition(BEGIN)[2].partition(END)[0].strip().splitlines() == precision_table()


@pytest.mark.slow
def test_the_step_adds_what_evaluate_writes(trained: Plan, tmp_path: Path) -> None:
    model = Path(shutil.copytree(trained.best_model, tmp_path / "model"))
    evaluated = json.loads((model / "meta.json").read_text())
    earlier = json.loads((model / "meta.json").read_text())
    del earlier[META_KEY], earlier["performance"]["at_precision"]
    (model / "meta.json").write_text(json.dumps(earlier))
    write_checksums(model)
    add_precision(trained, model)
    assert json.loads((model / "meta.json").read_text()) == evaluated
    assert set(GenreClassifier.load(model).info.precision_curves) == set(trained.labels)
