import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import spacy

from movie_classifier.classifier import GenreClassifier
from movie_classifier.errors import MissingExtra, ModelBroken
from movie_classifier.film import Film, film_text
from movie_classifier.model.confidence import UNFAMILIAR
from movie_classifier.model.genres import GENRES
from movie_classifier.model.pipeline.encoder_component import EncoderClassifier
from movie_classifier.model.pipeline.familiarity import Familiarity
from movie_classifier.model.pipeline.film_encoder import FilmEncoder
from movie_classifier.model.pipeline.loading import COMPONENT, load_pipeline
from tests.conftest import TINY_FILMS

TEXTS = [film_text(film) for film, _ in TINY_FILMS]


def test_sets_cats(tiny_accurate_model: Path) -> None:
    nlp = spacy.load(tiny_accurate_model)
    for (_, genres), doc in zip(TINY_FILMS, nlp.pipe(TEXTS), strict=True):
        assert {genre for genre, probability in doc.cats.items() if probability >= 0.5} == genres
        assert nlp(doc.text).cats == doc.cats


def test_plain_spacy_finds_the_component(tiny_accurate_model: Path) -> None:
    """Where the package is installed, `spacy.load` is enough."""
    script = f"import spacy; assert spacy.load({str(tiny_accurate_model)!r})('a ghost').cats['Horror'] > 0"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


def test_saved_and_loaded(tiny_accurate_model: Path, tmp_path: Path) -> None:
    source = Path(shutil.copytree(tiny_accurate_model, tmp_path / "source"))
    nlp = spacy.load(source)
    nlp.to_disk(tmp_path / "copy")
    nlp.to_disk(source)  # over its own files
    for folder in (tmp_path / "copy", source):
        assert spacy.load(folder)(TEXTS[0]).cats == nlp(TEXTS[0]).cats


def test_without_labels(tmp_path: Path) -> None:
    component = EncoderClassifier()
    assert component.predict([spacy.blank("en")("a film")]).shape == (1, 0)
    with pytest.raises(ValueError, match="without labels"):
        component.to_disk(tmp_path)


def test_shapes_that_do_not_fit(tiny_encoder: Path) -> None:
    with pytest.raises(ValueError, match="do not fit 2 labels"):
        EncoderClassifier().set(FilmEncoder(tiny_encoder), ["a", "b"], np.zeros((2, 3)), np.zeros(2))


def test_classifier(tiny_accurate_model: Path) -> None:
    classifier = GenreClassifier.load(tiny_accurate_model)
    assert classifier.info.labels == GENRES
    films = [film for film, _ in TINY_FILMS]
    together = classifier.predict(films)
    assert [set(prediction.genres) for prediction in together] == [genres for _, genres in TINY_FILMS]
    assert [classifier.predict([film])[0] for film in films] == together
    assert classifier.explain(films[0]).parts


def test_a_text_of_unfamiliar_pieces_is_in_doubt(tiny_accurate_model: Path, tmp_path: Path) -> None:
    """The file is copied with the pipeline, and no other text is in doubt."""
    source = Path(shutil.copytree(tiny_accurate_model, tmp_path / "source"))
    lengths = FilmEncoder(source / COMPONENT).piece_lengths()
    frequencies = np.full(len(lengths), -2.0)
    frequencies[1] = -9  # the unknown piece
    Familiarity(frequencies, np.array(lengths), limit=-5).write(source / COMPONENT)
    spacy.load(source).to_disk(tmp_path / "copy")
    classifier = GenreClassifier.load(tmp_path / "copy")
    known, unknown = TINY_FILMS[0][0], Film("Талисман", "Старый смотритель маяка спасает девочку.")
    assert [each.confidence_reason for each in classifier.predict([known, unknown])] == [None, UNFAMILIAR]
    assert GenreClassifier.load(tiny_accurate_model).predict([unknown])[0].confidence_reason != UNFAMILIAR


@pytest.mark.parametrize("file", ["network.onnx", "tokenizer.json", "linear_layer.npz"])
@pytest.mark.parametrize("damage", ["missing", "cut"])
def test_broken_files(file: str, damage: str, tiny_accurate_model: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(tiny_accurate_model, tmp_path / "copy"))
    path = copy / COMPONENT / file
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(ModelBroken, match=str(copy)):
        load_pipeline(copy)


def test_extra_is_not_installed(tiny_accurate_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(MissingExtra, match=r"movie-classifier\[accurate\]"):
        load_pipeline(tiny_accurate_model)
