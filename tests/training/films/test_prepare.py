import json
from pathlib import Path

import pandas as pd
import pytest
import spacy

from tests.film_lists import small_config
from training.config import MOVIES_DATASET_SPLITS, Plan, read_plan
from training.errors import ConfigInvalid, DataUnreadable
from training.films.corpus import read_corpus
from training.films.prepare import prepare


def texts(path: Path) -> list[str]:
    return [doc.text for doc in read_corpus(path, spacy.blank("en"))]


def test_corpora_share_no_film(movies_csv: Path, tmp_path: Path) -> None:
    plan = read_plan(small_config(tmp_path))
    prepared = prepare(plan, movies_csv, splits=None)
    parts = [texts(path) for path in (plan.train, plan.dev, plan.test)]
    assert [len(part) for part in parts] == list(prepared.films.values())
    assert sum(map(len, parts)) == len(set().union(*parts)) == 400
    assert prepared.report()[0] == "movies_metadata.csv:"
    assert json.loads(plan.summary.read_text())["sources"]["movies_metadata.csv"]["kept"] == 400


def test_films_of_the_published_scores(movies_csv: Path, tmp_path: Path) -> None:
    """The ids of the small list are 1 to 400."""
    published = pd.read_csv(MOVIES_DATASET_SPLITS)
    expected = published[published["id"] <= 400]["split"].value_counts()
    assert prepare(read_plan(small_config(tmp_path)), movies_csv).films == expected.to_dict()


def test_file_of_splits(movies_csv: Path, tmp_path: Path) -> None:
    plan = read_plan(small_config(tmp_path))
    splits = tmp_path / "splits.csv"
    splits.write_text("id,split\n1,train\n2,dev\n3,test\n4,train\n")
    prepared = prepare(plan, movies_csv, splits=splits)
    assert prepared.films == {"train": 2, "dev": 1, "test": 1}
    assert any("not in the file of splits" in line for line in prepared.report())


def test_extra_films_are_for_training_and_never_those_of_dev_and_test(movies_csv: Path, tmp_path: Path) -> None:
    def plan_in(name: str) -> Plan:
        (tmp_path / name).mkdir()
        return read_plan(small_config(tmp_path / name, "shipped.cfg"))

    alone, more = plan_in("alone"), plan_in("more")
    prepare(alone, movies_csv)
    held_out = texts(alone.dev)[0].splitlines()
    extra = tmp_path / "TMDB_movie_dataset_v11.csv"
    extra.write_text(
        "id,title,release_date,adult,overview,genres\n"
        "2,Same id,,False,Something else.,Drama\n"
        f"9001,Another title,,False,{held_out[1]},Drama\n"
        f"9002,{held_out[0]},{1950 + int(held_out[0].split()[1]) % 60}-05-05,False,Another text.,Drama\n"
        "9003,New,2001-01-01,False,A new one.,Western\n"
    )
    prepared = prepare(more, movies_csv, extra=extra)
    assert texts(more.train) == texts(alone.train)
    assert more.extra
    [new] = read_corpus(more.extra, spacy.blank("en"))
    assert new.text == "new\na new one."
    assert new.cats == {label: float(label == "Western") for label in more.labels if label != "Foreign"}
    assert new.user_data["year"] == 2001
    assert texts(more.dev) == texts(alone.dev)
    assert [count for count in prepared.sources[extra.name].dropped.values() if count] == [1, 1, 1]


def test_extra_films_have_no_place(movies_csv: Path, tmp_path: Path) -> None:
    plan = read_plan(small_config(tmp_path))
    with pytest.raises(ConfigInvalid, match=r"no path for extra films"):
        prepare(plan, movies_csv, extra=movies_csv)


def test_too_few_films(movies_csv: Path, tmp_path: Path) -> None:
    plan = read_plan(small_config(tmp_path))
    splits = tmp_path / "splits.csv"
    splits.write_text("id,split\n1,train\n2,train\n")
    with pytest.raises(DataUnreadable, match="of its 2 usable films none is left for dev and test"):
        prepare(plan, movies_csv, splits=splits)


def test_five_genres_leave_out_films_without_them(movies_csv: Path, tmp_path: Path) -> None:
    plan = read_plan(small_config(tmp_path, "five_genres.cfg"))
    prepared = prepare(plan, movies_csv)
    assert 0 < sum(prepared.films.values()) < 400
    for doc in read_corpus(plan.train, spacy.blank("en")):
        assert tuple(doc.cats) == plan.labels
        assert sum(doc.cats.values()) > 0
