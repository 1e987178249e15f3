import json
from pathlib import Path

import pytest

from lab.comparison.explanations import SHARES, _LinearPart, compare_rankings
from movie_classifier.model.explanation import find_parts
from movie_classifier.model.genres import GENRES
from tests.conftest import OTHELLO, SHIPPED_MODEL
from training.config import Plan


def test_leave_one_out_is_more_faithful_than_chance(trained: Plan, tmp_path: Path) -> None:
    lines = compare_rankings(trained, SHIPPED_MODEL, tmp_path, films=6)
    assert (tmp_path / "explanations.md").read_text().splitlines() == lines
    saved = json.loads((tmp_path / "explanations.json").read_text())
    assert saved["films"] == 6
    means = {row["ranking"]: sum(row["comprehensiveness"]) / len(SHARES) for row in saved["rankings"]}
    kept = {row["ranking"]: sum(row["sufficiency"]) / len(SHARES) for row in saved["rankings"]}
    assert means["leave-one-out"] > means["random"]
    assert kept["leave-one-out"] < kept["random"]


def test_weights_of_the_linear_part() -> None:
    parts = find_parts(OTHELLO)
    linear = _LinearPart(SHIPPED_MODEL)
    by_genre = {genre: linear.weigh(OTHELLO, parts, genre) for genre in GENRES}
    assert {len(weights) for weights in by_genre.values()} == {len(parts.spans)}
    assert by_genre["Drama"] != pytest.approx(by_genre["Comedy"])
