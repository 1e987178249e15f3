"""Films in two languages, which have the same soft labels."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import spacy
from spacy.tokens import Doc

torch = pytest.importorskip("torch", reason="the group teacher is not installed")

from lab.accurate.familiarity import QUANTILE, fit_familiarity  # noqa: E402
from lab.accurate.finetuning import draw_films  # noqa: E402
from lab.accurate.labelling import label_films  # noqa: E402
from lab.accurate.translations import add_translations  # noqa: E402
from lab.teacher.recipe import Recipe  # noqa: E402
from movie_classifier.model.pipeline.film_encoder import FilmEncoder  # noqa: E402
from tests.film_lists import small_config  # noqa: E402
from training.config import Plan, read_plan  # noqa: E402
from training.errors import ConfigInvalid, DataUnreadable  # noqa: E402
from training.films.corpus import language_of, read_corpus, write_docs  # noqa: E402
from training.films.prepare import prepare  # noqa: E402


@pytest.fixture(scope="module")
def plan(movies_csv: Path, tmp_path_factory: pytest.TempPathFactory) -> Plan:
    folder = tmp_path_factory.mktemp("languages")
    plan = read_plan(small_config(folder, "languages.cfg"))
    extra = folder / "TMDB_movie_dataset_v11.csv"
    extra.write_text("id,title,release_date,overview,genres\n9000,New,2001-01-01,A story of love.,Romance\n")
    prepare(plan, movies_csv, extra=extra)
    return plan


def films(path: Path | None) -> list[Doc]:
    assert path
    return list(read_corpus(path, spacy.blank("en")))


def write_table(plan: Plan, path: Path, wrong: str = "") -> Path:
    """The first film of each part in German, and films of the larger list, one without labels."""
    rows: list[tuple[str, str, str | None]] = []
    for part, corpus in (("train", plan.train), ("dev", plan.dev), ("test", plan.test)):
        rows.append((films(corpus)[0].user_data["id"], wrong or part, "2017"))
    rows += [("9000", "train", "2023"), ("9001", "train", "2023"), ("9002", "unlabelled", None)]
    table = pd.DataFrame(rows, columns=["id", "split", "label_year"]).astype({"id": int})
    table = table.assign(language="de", title="Der Film", overview="Eine Geschichte von Liebe.")
    table["genres"] = [["Drama"]] * (len(table) - 1) + [None]
    table.to_parquet(path)
    return path


def test_films_are_added_to_their_parts(plan: Plan, tmp_path: Path) -> None:
    table = write_table(plan, tmp_path / "languages.parquet")
    before = len(films(plan.train))
    for _ in range(2):  # the second time, they are replaced
        assert add_translations(plan, table) == {"train": 1, "dev": 1, "test": 1, "extra": 2}
    *english, german = films(plan.train)
    assert (len(english), german.text) == (before, "der film\neine geschichte von liebe.")
    assert german.user_data | {"year": 0} == {"year": 0, "id": english[0].user_data["id"], "language": "de"}
    assert (german.cats["Drama"], german.cats["Foreign"]) == (1, 0)
    assert "Foreign" not in films(plan.extra)[-1].cats


def test_no_film_is_in_two_parts(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(DataUnreadable, match=r"film \d+ is in dev, and its English text in train"):
        add_translations(plan, write_table(plan, tmp_path / "languages.parquet", wrong="dev"))


def test_config_without_extra_films(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid, match="no path for extra films"):
        add_translations(replace(plan, extra=None), tmp_path / "languages.parquet")


def test_translations_have_the_soft_labels_of_the_english_text(plan: Plan, trained: Plan, tmp_path: Path) -> None:
    add_translations(plan, write_table(plan, tmp_path / "languages.parquet"))
    label_films(plan, trained.best_model)
    assert plan.soft_labels
    with np.load(plan.soft_labels) as written:
        assert (written["train"][-1] == written["train"][0]).all()
        english, german, unknown = written["extra"]
    assert (german == english).all()
    assert np.isnan(unknown).all()


def test_english_films_are_drawn(plan: Plan, tmp_path: Path) -> None:
    add_translations(plan, write_table(plan, tmp_path / "languages.parquet"))
    assert draw_films(plan, Recipe()).all()
    drawn = draw_films(plan, Recipe(english_films=5, extra_films=0))
    read = [film for film, wanted in zip(films(plan.train) + films(plan.extra), drawn, strict=True) if wanted]
    assert [language_of(film) for film in read] == [""] * 5 + ["de"] * 3


def test_familiar_texts(plan: Plan, tiny_encoder: Path, tmp_path: Path) -> None:
    add_translations(plan, write_table(plan, tmp_path / "languages.parquet"))
    encoder = FilmEncoder(tiny_encoder)
    familiarity = fit_familiarity(plan, encoder)
    assert familiarity is not None
    assert np.exp(familiarity.log_frequencies).sum() == pytest.approx(1)
    measured = [
        [
            familiarity.measure(encoder.pieces([film.text])[0])
            for film in films(plan.dev)
            if language_of(film) == language
        ]
        for language in ("", "de")
    ]
    assert familiarity.limit == pytest.approx(min(np.quantile(each, QUANTILE) for each in measured))
    english = [film for film in films(plan.train) if not language_of(film)]
    write_docs(english, tmp_path / "train.spacy")
    assert fit_familiarity(replace(plan, train=tmp_path / "train.spacy", extra=None), encoder) is None
