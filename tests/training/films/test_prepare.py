import json
import re
from pathlib import Path

import pandas as pd
import pytest
import spacy

from movie_classifier.model.genres import FIVE_GENRES
from tests.film_lists import mood_list, small_config
from training.config import MOVIES_DATASET_SPLITS, Plan, read_plan
from training.errors import ConfigInvalid, DataNotFound, DataUnreadable
from training.films.corpus import read_corpus, read_labelled
from training.films.film_list import ListOptions
from training.films.prepare import prepare


def texts(path: Path) -> list[str]:
    return [doc.text for doc in read_corpus(path, spacy.blank("en"))]


def test_corpora_share_no_film(movies_csv: Path, tmp_path: Path) -> None:
    plan = read_plan(small_config(tmp_path))
    prepared = prepare(plan, movies_csv, by_hash=True)
    parts = [texts(path) for path in (plan.train, plan.dev, plan.test)]
    assert [len(part) for part in parts] == list(prepared.parts.values())
    assert sum(map(len, parts)) == len(set().union(*parts)) == 400
    assert prepared.report()[0] == "movies_metadata.csv:"
    assert json.loads(plan.summary.read_text())["sources"]["movies_metadata.csv"]["kept"] == 400


def test_films_of_the_published_scores(movies_csv: Path, tmp_path: Path) -> None:
    """The ids of the small list are 1 to 400."""
    published = pd.read_csv(MOVIES_DATASET_SPLITS)
    expected = published[published["id"] <= 400]["split"].value_counts()
    assert prepare(read_plan(small_config(tmp_path)), movies_csv).parts == expected.to_dict()


def test_file_of_splits(movies_csv: Path, tmp_path: Path) -> None:
    plan = read_plan(small_config(tmp_path))
    splits = tmp_path / "splits.csv"
    splits.write_text("id,split\n1,train\n2,dev\n3,test\n4,train\n")
    prepared = prepare(plan, movies_csv, splits=splits)
    assert prepared.parts == {"train": 2, "dev": 1, "test": 1}
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
    plan = read_plan(small_config(tmp_path), {"initialize.components.textcat_multilabel.labels": list(FIVE_GENRES)})
    prepared = prepare(plan, movies_csv)
    assert 0 < sum(prepared.parts.values()) < 400
    for doc in read_corpus(plan.train, spacy.blank("en")):
        assert tuple(doc.cats) == plan.labels
        assert sum(doc.cats.values()) > 0


@pytest.fixture
def own(tmp_path: Path) -> Plan:
    return read_plan(small_config(tmp_path, "films.cfg"))


def test_labels_come_from_the_list(own: Plan, tmp_path: Path) -> None:
    with pytest.raises(DataNotFound, match="prepare --films"):
        assert own.labels
    prepared = prepare(own, mood_list(tmp_path))
    assert own.labels == ("dark", "light", "loud", "slow", "warm")
    assert sum(prepared.parts.values()) == 400
    assert "too few films (1): odd 3" in prepared.report()
    texts, truth = read_labelled(own.train, own.labels)
    assert len(texts) == prepared.parts["train"]
    assert set(truth.sum(axis=1)) == {1.0}


def test_aliases_and_smallest_number_of_films(own: Plan, tmp_path: Path) -> None:
    prepared = prepare(own, mood_list(tmp_path), ListOptions(aliases={"dark": "slow"}), min_films=3)
    assert own.labels == ("light", "loud", "odd", "slow", "warm")
    assert prepared.labels.rare == {}


def test_parts_of_the_list(own: Plan, tmp_path: Path) -> None:
    path = mood_list(tmp_path)
    table = pd.read_csv(path).assign(split=["train"] * 300 + ["dev"] * 40 + ["test"] * 60)
    table.to_csv(path, index=False)
    assert prepare(own, path).parts == {"train": 300, "dev": 40, "test": 60}
    table.assign(split="all").to_csv(path, index=False)
    with pytest.raises(DataUnreadable, match="column split has 'all'"):
        prepare(own, path)
    table.assign(split="train").to_csv(path, index=False)
    with pytest.raises(DataUnreadable, match="of its 400 usable films none is left for dev and test"):
        prepare(own, path)


def test_split_of_movies_dataset_with_labels_of_the_list(own: Plan, movies_csv: Path) -> None:
    """The ids of the small list are 1 to 400."""
    published = pd.read_csv(MOVIES_DATASET_SPLITS)
    expected = published[published["id"] <= 400]["split"].value_counts()
    assert prepare(own, movies_csv).parts == expected.to_dict()
    assert sum(prepare(own, movies_csv, by_hash=True).parts.values()) == 400


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"tags": "dark"}, r"2 labels with 25 films or more; the most frequent labels here are dark \(400\); name"),
        ({"tags": ""}, "labels here are missing; name another column with --labels-column, or lower --min-films"),
        ({"synopsis": ""}, "labels here are missing"),
        ({"title": ""}, "labels here are missing"),
    ],
)
def test_lists_without_enough_labels_write_nothing(
    change: dict[str, str], message: str, own: Plan, tmp_path: Path
) -> None:
    path = mood_list(tmp_path)
    pd.read_csv(path).assign(**change).to_csv(path, index=False)
    with pytest.raises(DataUnreadable, match=message):
        prepare(own, path)
    assert not own.train.parent.exists()


def test_an_older_list_is_replaced_as_a_whole(own: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write_and_fail(path: Path, *_: object) -> None:
        raise OSError("disk full")

    prepare(own, mood_list(tmp_path))
    before = {path.name: path.read_bytes() for path in own.train.parent.iterdir()}
    monkeypatch.setattr("training.films.prepare.srsly.write_json", write_and_fail)
    with pytest.raises(OSError, match="disk full"):
        prepare(own, mood_list(tmp_path, 300))
    assert {path.name: path.read_bytes() for path in own.train.parent.iterdir()} == before


def test_the_summary_names_the_list(own: Plan, tmp_path: Path) -> None:
    prepare(own, mood_list(tmp_path))
    summary = json.loads(own.summary.read_text())
    assert summary["sources"]["moods.csv"]["kept"] == 400
    assert set(summary["films"]) == {"train", "dev", "test"}


def test_few_films(own: Plan, tmp_path: Path) -> None:
    with pytest.raises(DataUnreadable, match=r"150 of its 150 films have .* training needs 200; add films"):
        prepare(own, mood_list(tmp_path, 150), min_films=5)


def test_any_list_with_the_labels_of_the_config(tmp_path: Path) -> None:
    config = small_config(tmp_path)
    config.write_text(re.sub(r"(?m)^labels = .*", 'labels = ["dark", "odd"]', config.read_text()))
    fixed = read_plan(config)
    prepared = prepare(fixed, mood_list(tmp_path))
    assert prepared.labels is None
    assert sum(prepared.parts.values()) == len(prepared.films.table) < 120
    assert read_labelled(fixed.train, fixed.labels)[1].sum(axis=1).min() >= 1
