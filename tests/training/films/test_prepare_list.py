import json
from pathlib import Path

import pandas as pd
import pytest

from tests.film_lists import mood_list, small_config
from training.config import MOVIES_DATASET_SPLITS, Plan, read_plan
from training.errors import ConfigInvalid, DataNotFound, DataUnreadable
from training.films.corpus import read_labelled
from training.films.film_list import ColumnNames
from training.films.prepare_list import prepare_list


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return read_plan(small_config(tmp_path, "films.cfg"))


def test_labels_come_from_the_list(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(DataNotFound, match="prepare --films"):
        assert plan.labels
    prepared = prepare_list(plan, mood_list(tmp_path), ColumnNames(), {})
    assert plan.labels == ("dark", "light", "loud", "slow", "warm")
    assert sum(prepared.parts.values()) == 400
    assert "too few films: odd 3" in prepared.report()
    texts, truth = read_labelled(plan.train, plan.labels)
    assert len(texts) == prepared.parts["train"]
    assert set(truth.sum(axis=1)) == {1.0}


def test_aliases_and_smallest_number_of_films(plan: Plan, tmp_path: Path) -> None:
    prepared = prepare_list(plan, mood_list(tmp_path), ColumnNames(), {"dark": "slow"}, min_films=3)
    assert plan.labels == ("light", "loud", "odd", "slow", "warm")
    assert prepared.labels.rare == {}


def test_parts_of_the_list(plan: Plan, tmp_path: Path) -> None:
    path = mood_list(tmp_path)
    table = pd.read_csv(path).assign(split=["train"] * 300 + ["dev"] * 40 + ["test"] * 60)
    table.to_csv(path, index=False)
    assert prepare_list(plan, path, ColumnNames(), {}).parts == {"train": 300, "dev": 40, "test": 60}
    table.assign(split="all").to_csv(path, index=False)
    with pytest.raises(DataUnreadable, match="column split has 'all'"):
        prepare_list(plan, path, ColumnNames(), {})
    table.assign(split="train").to_csv(path, index=False)
    with pytest.raises(DataUnreadable, match="no film is left for dev and test"):
        prepare_list(plan, path, ColumnNames(), {})


def test_movies_dataset_has_the_split_of_the_published_scores(plan: Plan, movies_csv: Path) -> None:
    """The ids of the small list are 1 to 400."""
    published = pd.read_csv(MOVIES_DATASET_SPLITS)
    expected = published[published["id"] <= 400]["split"].value_counts()
    assert prepare_list(plan, movies_csv, ColumnNames(), {}).parts == expected.to_dict()
    assert sum(prepare_list(plan, movies_csv, ColumnNames(), {}, by_hash=True).parts.values()) == 400


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
    change: dict[str, str], message: str, plan: Plan, tmp_path: Path
) -> None:
    path = mood_list(tmp_path)
    pd.read_csv(path).assign(**change).to_csv(path, index=False)
    with pytest.raises(DataUnreadable, match=message):
        prepare_list(plan, path, ColumnNames(), {})
    assert not plan.train.parent.exists()


def test_an_older_list_is_replaced_as_a_whole(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write_and_fail(path: Path, *_: object) -> None:
        raise OSError("disk full")

    prepare_list(plan, mood_list(tmp_path), ColumnNames(), {})
    before = {path.name: path.read_bytes() for path in plan.train.parent.iterdir()}
    monkeypatch.setattr("training.films.prepare_list.write_summary", write_and_fail)
    with pytest.raises(OSError, match="disk full"):
        prepare_list(plan, mood_list(tmp_path, 300), ColumnNames(), {})
    assert {path.name: path.read_bytes() for path in plan.train.parent.iterdir()} == before


def test_the_summary_names_the_list(plan: Plan, tmp_path: Path) -> None:
    prepare_list(plan, mood_list(tmp_path), ColumnNames(), {})
    summary = json.loads(plan.summary.read_text())
    assert summary["sources"]["moods.csv"]["kept"] == 400
    assert set(summary["films"]) == {"train", "dev", "test"}


def test_few_films(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(DataUnreadable, match=r"150 of its 150 films have .* training needs 200; add films"):
        prepare_list(plan, mood_list(tmp_path, 150), ColumnNames(), {}, min_films=5)


def test_config_with_a_list_of_labels(tmp_path: Path) -> None:
    fixed = read_plan(small_config(tmp_path, "genres.cfg"))
    with pytest.raises(ConfigInvalid, match=r"films\.cfg"):
        prepare_list(fixed, mood_list(tmp_path), ColumnNames(), {})
