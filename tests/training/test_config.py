from pathlib import Path

import pytest

from movie_classifier.genres import FIVE_GENRES, GENRES
from tests.conftest import ROOT
from training.config import read_plan
from training.errors import ConfigInvalid, DataNotFound

CONFIGS = sorted((ROOT / "training" / "configs").glob("*.cfg"))


@pytest.mark.parametrize("config", CONFIGS, ids=lambda path: path.stem)
def test_every_config_is_a_plan(config: Path) -> None:
    plan = read_plan(config)
    assert plan.labels == (FIVE_GENRES if config.stem.startswith("five") else GENRES)
    assert len({plan.train, plan.dev, plan.test, plan.output}) == 4


def test_no_config() -> None:
    with pytest.raises(DataNotFound, match="--config"):
        read_plan(Path("nowhere.cfg"))


@pytest.mark.parametrize("text", ["nonsense", "[paths]\ntrain = 1", "[paths]\ntrain = ${nowhere}", ""])
def test_bad_config(tmp_path: Path, text: str) -> None:
    config = tmp_path / "bad.cfg"
    config.write_text(text)
    with pytest.raises(ConfigInvalid, match=r"bad\.cfg cannot be used"):
        read_plan(config)
