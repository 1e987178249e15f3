"""Fine-tuning and asking, on a film list whose words give the genres away."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import spacy
from numpy.typing import NDArray

torch = pytest.importorskip("torch", reason="the extra teacher is not installed")

from lab.teacher.encoder import BatchTokenizer, Teacher  # noqa: E402
from lab.teacher.finetune import LabelledFilms, Report, finetune  # noqa: E402
from lab.teacher.recipe import Recipe  # noqa: E402
from lab.teacher.teach import teach  # noqa: E402
from tests.film_lists import small_config  # noqa: E402
from training.config import Plan, read_plan  # noqa: E402
from training.errors import ConfigInvalid, DataNotFound  # noqa: E402
from training.films.corpus import read_labelled  # noqa: E402
from training.films.prepare import prepare  # noqa: E402

QUICK = Recipe(epochs=8, batch=8, encoder_rate=3e-3)


@pytest.fixture
def plan(movies_csv: Path, tmp_path: Path) -> Plan:
    config = small_config(tmp_path, "shipped.cfg")
    with config.open("a") as file:
        file.write("\n[finetuning]\nepochs = 8\nbatch = 8\nencoder_rate = 3e-3\n")
    plan = read_plan(config)
    extra = tmp_path / "TMDB_movie_dataset_v11.csv"
    rows = [f"{9000 + i},New {i},2001-01-01,False,A story of love and kiss {i}.,Romance\n" for i in range(31)]
    extra.write_text("id,title,release_date,adult,overview,genres\n" + "".join(rows))
    prepare(plan, movies_csv, extra=extra)
    return plan


@pytest.fixture
def films(plan: Plan, encoder: Path) -> LabelledFilms:
    texts, truth = read_labelled(plan.train, plan.labels)
    return LabelledFilms(BatchTokenizer(encoder).tokenize(texts), truth, np.ones(len(texts), bool))


def separation(probabilities: NDArray[np.floating], truth: NDArray[np.floating]) -> float:
    """How much higher the probabilities of true labels are than those of others, on average."""
    return float(probabilities[truth == 1].mean() - probabilities[truth == 0].mean())


def test_teachers_label_films_they_were_not_trained_on(plan: Plan, encoder: Path, tmp_path: Path) -> None:
    said: list[str] = []
    assert plan.extra
    with np.load(teach(plan, encoder, tmp_path / "teacher", said.append)) as written:
        assert tuple(written["labels"]) == plan.labels
        for part, path in (("train", plan.train), ("extra", plan.extra)):
            truth = read_labelled(path, plan.labels)[1]
            assert written[part].shape == truth.shape
            assert separation(written[part], truth) > 0.2
    assert {path.name for path in (tmp_path / "teacher").iterdir()} == {
        "checkpoint0.pt", "checkpoint1.pt", "teacher0.pt", "teacher1.pt",
    }  # fmt: skip
    assert said[-1].startswith("teacher 1 has labelled")
    assert plan.vectors
    vocab = spacy.load(plan.vectors).vocab
    assert vocab.has_vector("story")
    assert not vocab.has_vector("zzz")


def test_goes_on_where_it_was_stopped(films: LabelledFilms, encoder: Path, tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def stop(line: str, teacher: Teacher) -> None:
        raise Stopped

    def run(folder: Path, report: Report) -> Teacher:
        folder.mkdir(exist_ok=True)
        return finetune(films, encoder, tokenizer, folder / "checkpoint.pt", report, recipe)

    tokenizer, recipe = BatchTokenizer(encoder), replace(QUICK, checkpoint_steps=20)
    with pytest.raises(Stopped):
        run(tmp_path / "stopped", stop)
    lines: list[str] = []
    resumed = run(tmp_path / "stopped", lambda line, _: lines.append(line))
    whole = run(tmp_path / "whole", lambda line, _: None)
    assert lines[0].startswith("step 40 of")
    asked = films.tokens[:20]
    assert resumed.predict_proba(tokenizer, asked) == pytest.approx(whole.predict_proba(tokenizer, asked), abs=0.01)


def test_missing_labels_teach_nothing(films: LabelledFilms, encoder: Path, tmp_path: Path) -> None:
    tokenizer = BatchTokenizer(encoder)
    truth = films.truth.copy()
    truth[:, 0] = np.nan
    unlabelled = LabelledFilms(films.tokens, truth, films.first_list)
    teacher = finetune(unlabelled, encoder, tokenizer, tmp_path / "c.pt", lambda *_: None, QUICK)
    probabilities = teacher.predict_proba(tokenizer, films.tokens)
    assert 0.3 < probabilities[:, 0].mean() < 0.7
    assert probabilities[:, 9].mean() < 0.2


def test_nothing_to_teach(movies_csv: Path, tmp_path: Path, encoder: Path) -> None:
    with pytest.raises(ConfigInvalid, match="no path for soft labels"):
        teach(read_plan(small_config(tmp_path)), encoder, tmp_path, print)
    with pytest.raises(DataNotFound, match="training prepare"):
        teach(read_plan(small_config(tmp_path, "shipped.cfg")), encoder, tmp_path, print)
