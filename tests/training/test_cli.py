"""The steps of training, as commands."""

import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from click.testing import CliRunner, Result

from movie_classifier.classifier import GenreClassifier
from tests.conftest import ROOT
from tests.film_lists import small_config
from training.cli import main


def invoke(*arguments: str | Path) -> Result:
    """Run a step in this process."""
    return CliRunner().invoke(main, [*map(str, arguments)])


@pytest.mark.slow
def test_all_steps(movies_csv: Path, tmp_path: Path) -> None:
    config = small_config(tmp_path)
    prepared = invoke("prepare", "--config", config, "--movies", movies_csv)
    assert prepared.stdout.splitlines()[-1].startswith("corpora: train ")
    trained = invoke("train", "--config", config)
    assert trained.stdout.splitlines()[-1] == str(tmp_path / "output" / "model-best")
    evaluated = invoke("evaluate", "--config", config)
    assert "tuned thresholds" in evaluated.stdout
    packaged = invoke("package", "--config", config, "--target", tmp_path / "model", "--version", "7.0.0")
    assert packaged.exit_code == 0, packaged.stderr
    assert GenreClassifier.load(tmp_path / "model").info.version == "7.0.0"


def test_errors_are_one_line(tmp_path: Path) -> None:
    config = small_config(tmp_path)
    for step, arguments in {"prepare": ["--movies", "nowhere.csv"], "train": [], "evaluate": [], "package": []}.items():
        result = invoke(step, "--config", config, *arguments)
        assert result.exit_code == 1
        [line] = result.stderr.splitlines()
        assert line.startswith("Error: no file ")


MISSING = {
    ("download",): ("kagglehub", "training"),
    ("prepare",): ("pandas", "training"),
    ("collect", "--limit", "1"): ("aiolimiter", "collect"),
}


def test_a_missing_extra_is_named() -> None:
    """In one process, because its start takes most of the time."""
    script = (
        "import sys\nfrom click.testing import CliRunner\nfrom training.cli import main\n"
        f"for step, (package, _) in {MISSING}.items():\n"
        "    sys.modules[package] = None\n"
        "    result = CliRunner().invoke(main, step)\n"
        "    print(result.exit_code, result.output, end='')\n"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    for line, (package, extra) in zip(result.stdout.splitlines(), MISSING.values(), strict=True):
        assert line.startswith(f"1 Error: this needs {package}: pip install 'movie-classifier[{extra}]'")


def test_help_is_quick_and_lists_the_steps() -> None:
    script = "import sys; from training.cli import main; main(['--help'], standalone_mode=False); print(*sys.modules)"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    for step in ("download", "prepare", "train", "evaluate", "package"):
        assert f"\n  {step} " in result.stdout
    assert "pandas" not in result.stdout.split()


def test_values_of_the_config_are_options(movies_csv: Path, tmp_path: Path) -> None:
    labels = ("--initialize.components.textcat_multilabel.labels", '["Drama", "Western"]')
    config = small_config(tmp_path)
    assert invoke("prepare", "--config", config, "--films", movies_csv, *labels).exit_code == 0
    assert invoke("train", "--config", config, *labels, "--training.max_steps=5").exit_code == 0
    assert spacy.load(tmp_path / "output" / "model-best").pipe_labels["textcat_multilabel"] == ["Drama", "Western"]


@pytest.mark.parametrize("option", ["--trainig.max_epochs", "--bogus"])
def test_an_unknown_option_is_one_line(option: str, tmp_path: Path) -> None:
    result = invoke("evaluate", "--config", small_config(tmp_path), option, "3")
    assert result.exit_code in (1, 2)
    assert option.removeprefix("--").split(".")[0] in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.stderr
