import json
from pathlib import Path

from lab.comparison.confidence import TEXTS, measure_confidence
from tests.conftest import SHIPPED_MODEL
from tests.film_lists import ROOT
from training.config import Plan


def test_measures_of_the_shipped_model(trained: Plan, tmp_path: Path) -> None:
    lines = measure_confidence(trained, SHIPPED_MODEL, tmp_path)
    assert (tmp_path / "confidence.md").read_text().splitlines() == lines
    measured = json.loads((tmp_path / "confidence.json").read_text())
    assert measured["dev"]["low"]["films"] + measured["dev"]["normal"]["films"] > 0
    committed = json.loads((ROOT / "lab" / "comparison" / "results" / "confidence.json").read_text())
    assert measured["texts"] == committed["texts"]
    low = {name: [text["reason"] is not None for text in texts] for name, texts in measured["texts"].items()}
    assert all(low["films in other languages"])
    assert not any(low["descriptions of invented films"])


def test_texts_are_titles_and_descriptions() -> None:
    for texts in json.loads(TEXTS.read_text()).values():
        assert all(len(text) == 2 and all(text) for text in texts)
