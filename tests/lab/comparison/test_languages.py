from copy import deepcopy
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
import spacy

from lab.comparison.languages import compare_languages, read_pairs
from lab.comparison.runs.run import Runs
from tests.markdown import without_padding
from training.config import Plan
from training.errors import DataUnreadable
from training.films.corpus import read_corpus, write_docs


@pytest.fixture(scope="module")
def plan(trained: Plan, tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """All corpora have three films. They have another text in test, in German or French."""
    folder = tmp_path_factory.mktemp("languages")
    films = list(islice(read_corpus(trained.test, spacy.blank("en")), 3))
    translated = [deepcopy(film) for film in films]
    for film, language in zip(translated, ["de", "fr", "de"], strict=True):
        film.user_data["language"] = language
    write_docs(films, folder / "english.spacy")
    write_docs([*films, *translated], folder / "test.spacy")
    english = folder / "english.spacy"
    return replace(trained, train=english, dev=english, test=folder / "test.spacy")


def test_table_has_both_texts_and_all_languages(plan: Plan, tmp_path: Path) -> None:
    models = {"trained": plan.best_model, "lost": tmp_path / "lost"}
    lines = compare_languages(plan, tmp_path, Runs(tmp_path / "cache"), models)
    assert (tmp_path / "languages.md").read_text().splitlines() == lines
    assert "Numbers of test films: all 3, de 2, fr 1." in "\n".join(lines)
    table = without_padding(lines)
    assert table.count("| method | all | de | fr |") == 4
    trained = [line for line in table.splitlines() if line.startswith("| trained |")]
    assert trained[:2] == trained[2:]  # the texts are the same
    assert lines[-1].startswith("- lost: needs the pipeline")


def test_pairs_of_texts(plan: Plan) -> None:
    split, languages = read_pairs(plan)
    assert (languages, len(split.test)) == (["de", "fr", "de"], 6)
    assert split.test.texts[:3] == split.test.texts[3:]


def test_no_films_in_other_languages(plan: Plan) -> None:
    with pytest.raises(DataUnreadable, match="accurate translations"):
        read_pairs(replace(plan, test=plan.dev))
