from pathlib import Path

import pytest

from movie_classifier.model.genres import FIVE_GENRES, GENRES
from tests.conftest import ROOT
from training.config import DEFAULT_CONFIG, read_plan
from training.errors import ConfigInvalid, DataNotFound

CONFIGS = sorted((ROOT / "training" / "configs").glob("*.cfg"))
CONFIGS_WITH_GENRES = [path for path in CONFIGS if read_plan(path).label_file is None]


def test_default_config_reads_its_labels_from_a_file() -> None:
    plan = read_plan(DEFAULT_CONFIG)
    assert plan.label_file
    assert plan.label_file.parent == plan.train.parent


@pytest.mark.parametrize("config", CONFIGS_WITH_GENRES, ids=lambda path: path.stem)
def test_every_config_is_a_plan(config: Path) -> None:
    plan = read_plan(config)
    assert plan.labels == GENRES
    assert len({plan.train, plan.dev, plan.test, plan.output}) == 4


def test_configs_for_any_list_share_the_corpora() -> None:
    films, vectors = (read_plan(ROOT / "training" / "configs" / f"{name}.cfg") for name in ("films", "films_vectors"))
    assert (films.train, films.dev, films.test, films.label_file) == (
        vectors.train, vectors.dev, vectors.test, vectors.label_file
    )  # fmt: skip
    assert films.output != vectors.output


def test_no_config() -> None:
    with pytest.raises(DataNotFound, match="--config"):
        read_plan(Path("nowhere.cfg"))


@pytest.mark.parametrize("text", ["nonsense", "[paths]\ntrain = 1", "[paths]\ntrain = ${nowhere}", ""])
def test_bad_config(tmp_path: Path, text: str) -> None:
    config = tmp_path / "bad.cfg"
    config.write_text(text)
    with pytest.raises(ConfigInvalid, match=r"bad\.cfg cannot be used"):
        read_plan(config)


LABELS = "initialize.components.textcat_multilabel.labels"


def test_overrides() -> None:
    overrides = {LABELS: list(FIVE_GENRES), "paths.output": "elsewhere"}
    plan = read_plan(ROOT / "training" / "configs" / "genres.cfg", overrides)
    assert (plan.labels, plan.output, plan.overrides) == (FIVE_GENRES, Path("elsewhere"), overrides)


def test_override_in_a_section_that_is_not_there() -> None:
    with pytest.raises(ConfigInvalid, match="trainig") as error:
        read_plan(DEFAULT_CONFIG, {"trainig.max_epochs": 30})
    assert len(str(error.value).splitlines()) == 1
