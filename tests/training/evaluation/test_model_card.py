import json
import shutil
from pathlib import Path

import pytest

from tests.film_lists import ROOT
from tests.markdown import without_padding
from training.config import Plan
from training.errors import DataNotFound, DataUnreadable
from training.evaluation.model_card import (
    BEGIN,
    CARD,
    END,
    model_card,
    read_meta,
    scores_table,
    write_card,
    write_scores,
)


def test_card_has_every_group_and_genre(trained: Plan) -> None:
    meta = read_meta(trained.best_model)
    card = without_padding(model_card(meta).splitlines())
    for group in (*meta["performance"]["decades"], *meta["performance"]["lengths"], *trained.labels):
        assert f"| {group} | " in card
    assert scores_table(meta) in model_card(meta)


def test_limits_fit_the_labels_and_the_films(trained: Plan) -> None:
    """The model has four labels of its own, and its films are of no known list."""
    meta = read_meta(trained.best_model)
    genres = meta["performance"]["genres"]
    meta["performance"]["genres"] = {label: genres[label] for label in ("Comedy", "Drama", "Horror", "Western")}
    limits = model_card(meta).split("## Limits")[1]
    for words in ("TV Movie", "Foreign", "2023", "TMDB's contributors"):
        assert words not in limits
    assert "- Short descriptions are harder." in limits


def test_card_of_a_pipeline_for_several_languages(trained: Plan) -> None:
    meta = read_meta(trained.best_model)
    measured = {"films": 1024, "micro_f1": 0.65, "top_genre_precision": 0.8, "calibration_error": 0.01}
    meta["performance"]["languages"] = {"all": measured, "de": measured | {"films": 138}}
    card = model_card(meta)
    assert "| de | 138 | 0.650 | 0.800 | 0.010 |" in without_padding(card.splitlines())
    assert "trained on texts in English and in the languages of the table above" in card


@pytest.mark.parametrize("model", ["spacy_model", "spacy_model_accurate"])
def test_cards_of_the_shipped_models_are_up_to_date(model: str) -> None:
    assert (ROOT / model / CARD).read_text() == model_card(read_meta(ROOT / model))


def test_card_is_written_beside_the_pipeline(trained: Plan, tmp_path: Path) -> None:
    shutil.copy(trained.best_model / "meta.json", tmp_path)
    write_card(tmp_path)
    assert (tmp_path / CARD).read_text() == (trained.best_model / CARD).read_text()


def test_table_takes_the_place_of_the_old_one(trained: Plan, tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"Before.\n\n{BEGIN}old\n{END}\n\nAfter.\n")
    write_scores(trained.best_model, readme)
    table = scores_table(json.loads((trained.best_model / "meta.json").read_text()))
    assert readme.read_text() == f"Before.\n\n{BEGIN}\n{table}\n\n{END}\n\nAfter.\n"


def test_no_place_for_the_table(trained: Plan, tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    with pytest.raises(DataNotFound, match="--readme"):
        write_scores(trained.best_model, readme)
    readme.write_text("No marks.\n")
    with pytest.raises(DataUnreadable, match="scores of spacy_model"):
        write_scores(trained.best_model, readme)
    assert readme.read_text() == "No marks.\n"


def test_no_pipeline(tmp_path: Path) -> None:
    with pytest.raises(DataNotFound, match=r"meta\.json"):
        read_meta(tmp_path)
