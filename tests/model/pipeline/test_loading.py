import json
import shutil
from pathlib import Path

import pytest

from movie_classifier.errors import ModelBroken, ModelNotFound
from movie_classifier.model.pipeline.loading import COMPONENT, load_pipeline


@pytest.fixture
def copy(tiny_model: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_model, tmp_path / "model"))


def test_load_pipeline(tiny_model: Path) -> None:
    pipeline = load_pipeline(tiny_model)
    assert pipeline.nlp.pipe_names == [COMPONENT]
    assert {"meta.json", "config.cfg"} <= set(pipeline.digests)


def test_folder_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match="MOVIE_CLASSIFIER_MODEL"):
        load_pipeline(tmp_path / "nowhere")


def test_truncated_weights(copy: Path) -> None:
    weights = copy / "textcat_multilabel" / "model"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(ModelBroken, match=str(copy)):
        load_pipeline(copy)


def test_pipeline_without_the_component(copy: Path) -> None:
    config = (copy / "config.cfg").read_text()
    (copy / "config.cfg").write_text(config.replace('pipeline = ["textcat_multilabel"]', "pipeline = []"))
    with pytest.raises(ModelBroken, match="textcat_multilabel"):
        load_pipeline(copy)


def test_missing_threshold(copy: Path) -> None:
    meta = json.loads((copy / "meta.json").read_text())
    del meta["thresholds"]["War"]
    (copy / "meta.json").write_text(json.dumps(meta))
    with pytest.raises(ModelBroken, match="threshold"):
        load_pipeline(copy)


def test_model_for_another_spacy_version(copy: Path) -> None:
    meta = json.loads((copy / "meta.json").read_text())
    (copy / "meta.json").write_text(json.dumps(meta | {"spacy_version": ">=2.3.0,<2.4.0"}))
    with pytest.raises(ModelBroken, match=r"made for spaCy >=2\.3\.0,<2\.4\.0, and this is 3\."):
        load_pipeline(copy)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}"])
def test_unreadable_meta(copy: Path, content: str) -> None:
    (copy / "meta.json").write_text(content)
    with pytest.raises(ModelBroken, match=r"meta\.json"):
        load_pipeline(copy)
