import json
from pathlib import Path

import numpy as np
import pytest
import spacy

from tests.film_lists import WORDS, small_config
from training.config import Plan, read_plan
from training.errors import DataNotFound
from training.films.corpus import read_corpus
from training.films.prepare import prepare
from training.films.training_corpus import FilmCorpus, create_film_corpus
from training.films.vectors import save_vectors
from training.train import train


@pytest.fixture(scope="module")
def plan(movies_csv: Path, tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """Corpora of two lists, and the opinion of a teacher who is fairly sure that every film is a western."""
    folder = tmp_path_factory.mktemp("film_corpus")
    plan = read_plan(small_config(folder, "shipped.cfg"))
    extra = folder / "TMDB_movie_dataset_v11.csv"
    rows = [f"{9000 + i},New {i},2001-01-01,False,Text number {i}.,Drama\n" for i in range(30)]
    extra.write_text("id,title,release_date,adult,overview,genres\n" + "".join(rows))
    films = prepare(plan, movies_csv, extra=extra, by_hash=True).parts
    western = np.array([0.875 if label == "Western" else 0.125 for label in plan.labels], np.float16)
    opinion = {part: np.tile(western, (films[part], 1)) for part in ("train", "extra")}
    assert plan.soft_labels
    np.savez_compressed(plan.soft_labels, labels=np.array(plan.labels), **opinion)
    words = " ".join(WORDS.values()).split()
    assert plan.vectors
    save_vectors(words, np.random.default_rng(0).random((len(words), 8), np.float32), "teacher", plan.vectors)
    return plan


def corpus(plan: Plan, **options: object) -> FilmCorpus:
    made = create_film_corpus(str(plan.train), **options)  # type: ignore[arg-type]
    assert isinstance(made, FilmCorpus)
    return made


def texts(corpus: FilmCorpus) -> list[str]:
    return [example.predicted.text for example in corpus(spacy.blank("en"))]


def test_a_pass_has_every_film_once_in_a_new_order(plan: Plan) -> None:
    films = corpus(plan, upsampling=2)
    first, second = texts(films), texts(films)
    assert first != second
    assert sorted(first) == sorted(second) == sorted(doc.text for doc in read_corpus(plan.train, spacy.blank("en")))
    assert texts(corpus(plan)) == first
    assert texts(corpus(plan, seed=1)) != first


def test_first_list_is_repeated_beside_others(plan: Plan) -> None:
    alone, both = texts(corpus(plan)), texts(corpus(plan, extra=str(plan.extra), upsampling=2))
    assert len(both) == 2 * len(alone) + 30
    assert sorted(both) == sorted([*alone, *alone, *(f"new {i}\ntext number {i}." for i in range(30))])


def test_titles_are_withheld_from_the_wanted_share(plan: Plan) -> None:
    films = list(corpus(plan, title_dropout=0.25)(spacy.blank("en")))
    without = [example for example in films if "\n" not in example.predicted.text]
    assert 0.15 < len(without) / len(films) < 0.35
    assert all(example.predicted.text.startswith("a story of") for example in without)
    assert all(sum(example.reference.cats.values()) >= 1 for example in without)


def test_labels_are_mixed_and_missing_ones_are_the_teachers(plan: Plan) -> None:
    films = corpus(plan, extra=str(plan.extra), soft_labels=str(plan.soft_labels), soft_label_weight=0.75)
    cats = {example.predicted.text: example.reference.cats for example in films(spacy.blank("en"))}
    new = cats["new 3\ntext number 3."]
    assert set(new) == set(plan.labels)
    expected = {"Western": 0.65625, "Drama": 0.34375, "Comedy": 0.09375, "Foreign": 0.125}
    assert {label: new[label] for label in expected} == expected
    assert {labels["Western"] for labels in cats.values()} == {0.65625, 0.90625}


def test_trains_on_probabilities_and_saves_the_plain_component(plan: Plan) -> None:
    model = train(plan, {"corpora.train.soft_label_weight": 1.0})
    nlp = spacy.load(model)
    assert nlp("a story of silly jokes").cats["Western"] > 0.7
    assert nlp("a story of silly jokes").cats["Comedy"] < 0.3
    meta = json.loads((model / "meta.json").read_text())
    assert nlp.get_pipe_meta("textcat_multilabel").factory == "textcat_multilabel"
    assert meta["pipeline"] == ["textcat_multilabel"]


def test_vectors_that_the_teacher_has_yet_to_give(plan: Plan) -> None:
    assert plan.vectors
    hidden = plan.vectors.rename(plan.vectors.with_name("hidden"))
    try:
        with pytest.raises(DataNotFound, match="training teach"):
            train(plan)
    finally:
        hidden.rename(plan.vectors)
