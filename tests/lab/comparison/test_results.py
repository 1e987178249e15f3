"""The committed tables are what the committed numbers make."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lab.comparison import confidence, explanations, languages
from lab.comparison.explanations import Faithfulness
from lab.comparison.genres import table as genres
from lab.comparison.posters.table import PosterComparison
from lab.comparison.rows import Row
from lab.comparison.tags import table as tags
from lab.comparison.transfer.entries import make_entries
from lab.comparison.transfer.results import Results, read_points
from lab.comparison.transfer.table import report as transfer_report
from tests.film_lists import ROOT

RESULTS = ROOT / "lab" / "comparison" / "results"


def transfer(saved: dict[str, Any]) -> list[str]:
    methods = tuple(entry.name for entry in make_entries(Path("configs"), Path("shipped")))
    return transfer_report(Results(read_points(RESULTS / "transfer.json"), methods))


REPORTS: dict[str, Callable[[dict[str, Any]], list[str]]] = {
    "confidence": lambda saved: confidence.report(saved["dev"], saved["texts"]),
    "explanations": lambda saved: explanations.report(
        [Faithfulness(**each) for each in saved["rankings"]], saved["films"]
    ),
    "genres": lambda saved: genres.Comparison.from_json(saved).report(),
    "languages": lambda saved: languages.report(list(map(Row.from_json, saved["methods"])), saved["missing"]),
    "posters": lambda saved: PosterComparison.from_json(saved).report(),
    "tags": lambda saved: tags.Comparison.from_json(saved).report(),
    "transfer": transfer,
}


@pytest.mark.parametrize("name", sorted(path.stem for path in RESULTS.glob("*.json")))
def test_committed_table(name: str) -> None:
    saved = json.loads((RESULTS / f"{name}.json").read_text())
    assert "\n".join(REPORTS[name](saved)) + "\n" == (RESULTS / f"{name}.md").read_text()


@pytest.mark.parametrize("comparison", [genres.Comparison, tags.Comparison])
def test_rows_are_read_as_they_were_written(comparison: Any) -> None:
    name = comparison.__module__.split(".")[-2]
    first = comparison.from_json(json.loads((RESULTS / f"{name}.json").read_text()))
    assert comparison.from_json(json.loads(json.dumps(first.as_json()))) == first
