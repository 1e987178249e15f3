from pathlib import Path

import numpy as np
import pytest

from lab.comparison.methods.automatic import AutomaticPipeline
from lab.comparison.methods.base import LabelledTexts

LABELS = ("dark", "light")
TEXTS = tuple(f"Film {number}\n{'murder, fear' if number % 2 else 'a joke, laughter'}" for number in range(60))
FILMS = LabelledTexts(LABELS, TEXTS, np.array([[number % 2, 1 - number % 2] for number in range(60)], np.float32))


@pytest.mark.slow
def test_it_trains_predicts_and_saves(tmp_path: Path) -> None:
    classifier = AutomaticPipeline().fit(FILMS, FILMS)
    probabilities = classifier.predict_proba(TEXTS)
    assert ((probabilities > 0.5) == FILMS.flags).all()
    classifier.save(tmp_path)
    assert (tmp_path / "pipeline" / "meta.json").is_file()
