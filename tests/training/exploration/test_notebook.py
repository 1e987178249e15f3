"""The notebook runs on any list, and its stored outputs are those of the present code."""

import json
import os
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient

from movie_classifier.classifier import GenreClassifier
from tests.conftest import SHIPPED_MODEL
from tests.film_lists import MOODS, ROOT, mood_list, small_config
from training.config import MOVIES_DATASET_SPLITS
from training.exploration.notebook import NOTEBOOK, digest_inputs, execute, find_outdated
from training.films.film_list import read_film_list
from training.films.splits import PARTS

UPDATE = "run `make notebook-outputs`"


@pytest.fixture(scope="module")
def stored() -> Any:
    return nbformat.read(NOTEBOOK, as_version=4)


def output_of(notebook: Any, tag: str) -> str:
    """Return the text that the cell with this tag shows."""
    [cell] = [cell for cell in notebook["cells"] if tag in cell["metadata"].get("tags", [])]
    return "\n".join(output["data"]["text/plain"] if "data" in output else output["text"] for output in cell["outputs"])


def test_outputs_are_not_older_than_cells_config_split_and_pipeline(stored: Any) -> None:
    assert find_outdated(stored) == [], UPDATE


def test_outputs_come_from_one_run_without_errors(stored: Any) -> None:
    cells = [cell for cell in stored["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1)), UPDATE
    assert not [out for cell in cells for out in cell["outputs"] if out["output_type"] == "error"]


def test_figures_of_the_start_are_those_of_the_shipped_model(stored: Any) -> None:
    performance = json.loads((SHIPPED_MODEL / "meta.json").read_text())["performance"]
    [row] = [line.split() for line in output_of(stored, "scores").splitlines() if line.startswith("start ")]
    keys = ("micro_f1", "macro_f1", "top_genre_precision")
    figures = [float(figure) for figure in row[1:]]
    assert figures == pytest.approx([performance[key] for key in keys], abs=0.0006), UPDATE  # shows three decimals
    assert f"test {performance['films']:,}" in output_of(stored, "data")


def test_films_are_those_of_the_split(stored: Any) -> None:
    parts = pd.read_csv(MOVIES_DATASET_SPLITS)["split"].value_counts()
    counts = ", ".join(f"{part} {parts[part]:,}" for part in PARTS)
    assert f"corpora: {counts}\n" in output_of(stored, "data"), UPDATE


@pytest.mark.slow
@pytest.mark.skipif("MOVIE_CLASSIFIER_DATA" not in os.environ, reason="needs The Movies Dataset")
def test_films_are_counted_as_the_reader_counts_them(stored: Any) -> None:
    path = next(Path(os.environ["MOVIE_CLASSIFIER_DATA"]).glob("movies_metadata.csv*"))
    films = read_film_list(path)
    lines = [line for line in films.report() if "read" in line or "dropped:" in line]  # the others depend on the split
    assert len(lines) > 3
    assert all(line in output_of(stored, "data") for line in lines), UPDATE


def test_trained_pipeline_loses_nothing_against_its_start(stored: Any) -> None:
    rows = {line.split("  ")[0]: line.split()[-3:] for line in output_of(stored, "scores").splitlines()}
    trained, start, baseline = (float(rows[name][0]) for name in ("trained", "start", "TF-IDF + logistic regression"))
    assert trained >= start > baseline


def test_changes_that_make_outputs_outdated(stored: Any) -> None:
    changed = nbformat.from_dict(json.loads(json.dumps(stored)))
    changed["cells"].append(nbformat.v4.new_markdown_cell("More text."))
    assert digest_inputs(changed) == digest_inputs(stored)
    changed["cells"].append(nbformat.v4.new_code_cell("1"))
    changed["metadata"]["movie_classifier"] = digest_inputs(stored) | {"spacy_model": "another", "a.py": "deleted"}
    assert find_outdated(changed) == ["a.py", "code cells", "spacy_model"]


@pytest.mark.slow
def test_a_list_of_ones_own(stored: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All cells run on a list whose labels are no genres, and the service answers with these labels."""
    for variable, value in {
        "FILMS": mood_list(tmp_path), "TRAINING_CONFIG": small_config(tmp_path, "films.cfg"), "TARGET": tmp_path / "my",
    }.items():  # fmt: skip
        monkeypatch.setenv(variable, str(value))
    notebook = nbformat.from_dict(json.loads(json.dumps(stored)))
    resources = {"metadata": {"path": str(ROOT / "training")}}  # as Jupyter does
    NotebookClient(notebook, timeout=300, resources=resources).execute()
    assert GenreClassifier.load(tmp_path / "my").info.labels == tuple(sorted(MOODS.values()))
    assert "start" not in output_of(notebook, "scores")
    [answer] = [output for output in notebook["cells"][-1]["outputs"] if "data" in output]
    assert set(answer["data"]["text/plain"].split()) >= {"probability", *MOODS.values()}


@pytest.mark.slow
def test_executing_stores_outputs_and_digests_or_nothing(tmp_path: Path) -> None:
    path, code = tmp_path / "n.ipynb", nbformat.v4.new_code_cell
    path.write_text(
        nbformat.writes(nbformat.v4.new_notebook(cells=[code("print(1); print(2)"), code("import os; os.getcwd()")]))
    )
    execute(path)
    notebook = nbformat.read(path, as_version=4)
    assert [output["text"] for output in notebook["cells"][0]["outputs"]] == ["1\n2\n"]
    assert notebook["cells"][1]["outputs"][0]["data"]["text/plain"] == repr(str(ROOT))
    assert find_outdated(notebook) == []
    notebook["cells"].append(code("1 / 0"))
    path.write_text(nbformat.writes(notebook))
    before = path.read_text()
    with pytest.raises(Exception, match="ZeroDivisionError"):
        execute(path)
    assert path.read_text() == before
