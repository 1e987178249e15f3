"""The committed tables are what the committed numbers make."""

import json

import pytest

from lab.comparison import confidence, explanations, languages
from lab.comparison.genres import table as genres
from lab.comparison.posters import table as posters
from lab.comparison.tags import table as tags
from lab.comparison.transfer import table as transfer
from tests.film_lists import ROOT

RESULTS = ROOT / "lab" / "comparison" / "results"

REPORTS = {
    "confidence": confidence.report,
    "explanations": explanations.report,
    "genres": genres.report,
    "languages": languages.report,
    "posters": posters.report,
    "tags": tags.report,
    "transfer": transfer.report,
}


@pytest.mark.parametrize("name", sorted(path.stem for path in RESULTS.glob("*.json")))
def test_committed_table(name: str) -> None:
    saved = json.loads((RESULTS / f"{name}.json").read_text())
    assert "\n".join(REPORTS[name](saved)) + "\n" == (RESULTS / f"{name}.md").read_text()


def test_committed_learning_curve_has_three_draws_of_each_size() -> None:
    points = transfer.points_table(json.loads((RESULTS / "transfer.json").read_text())["points"])
    continued = points[points["method"] == transfer.CONTINUED]
    assert set(continued.groupby(["films", "drawn"])["seed"].apply(list).map(sorted).map(tuple)) == {(0, 1, 2)}
    assert len(points.groupby(["films", "drawn"])) == 12
