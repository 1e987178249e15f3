"""The step `poster-model`: makes the folder with which the service reads posters."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from movie_classifier.classifier import GenreClassifier
from movie_classifier.film import Film
from movie_classifier.model.checksums import CHECKSUMS_FILE, write_checksums
from movie_classifier.poster.decode import open_poster
from movie_classifier.poster.layers import Fusion, save_layers
from movie_classifier.poster.model import INFO_FILE, LAYERS_FILE, NETWORK_FILE, PosterInfo, name_and_version
from training.errors import NotReplaceable
from training.evaluation.labelled_texts import LabelledTexts, Probabilities
from training.packaging.replacement import TEMPORARY, replace_contents
from training.poster_model.features import network_features
from training.poster_model.films import read_posters
from training.poster_model.fitting import FittedFusion, fit_hidden_layer

FILES = {INFO_FILE, LAYERS_FILE, NETWORK_FILE, CHECKSUMS_FILE, *TEMPORARY}


def make_poster_model(
    posters: Path, lists: Sequence[Path], output: Path, *, pipeline: Path, network: str,
    export: Callable[[Path], object], cache: Path,
    echo: Callable[[str], None] = print,
) -> list[str]:  # fmt: skip
    """Fit the layers on train and the fusion on dev, measure on test, write the folder, and return a report.

    Args:
        posters: Parquet file of posters, or a folder that `collect` made.
        lists: lists of films with the texts.
        output: folder to write. A poster model in it is replaced.
        pipeline: the text pipeline that the service has.
        network: name of the image network.
        export: writes the network to an ONNX file.
        cache: folder of cached features.
        echo: called with each line of progress.

    Raises:
        MovieClassifierError: a file cannot be used, a package is missing, or `output` has other files.
    """
    _refuse_other_files(output)
    classifier = GenreClassifier.load(pipeline)
    labels = classifier.info.labels
    split = read_posters(posters, lists, labels)
    echo(f"{len(split.train):,} train, {len(split.dev):,} dev and {len(split.test):,} test films")
    with tempfile.TemporaryDirectory() as folder:  # the old model is in use until the new one is whole
        staged = Path(folder)
        export(staged / NETWORK_FILE)
        train, dev, test = network_features(staged / NETWORK_FILE, (split.train, split.dev, split.test), cache)
        hidden = fit_hidden_layer(split, train, dev)
        dev_text, test_text = (_classify(classifier, part.films) for part in (split.dev, split.test))
        fitted = FittedFusion.fit(split.dev, dev_text, hidden.predict_proba(dev))
        metrics = fitted.measure(split.test, test_text, hidden.predict_proba(test))
        (text, poster), bias = fitted.fusion.by_genre(len(labels))
        save_layers(staged / LAYERS_FILE, hidden.layers(), Fusion(text, poster, bias))
        info = PosterInfo(
            network=network, text_model=name_and_version(classifier.info), labels=labels,
            thresholds=fitted.thresholds, poster_width=_usual_width(split.train.posters), metrics=metrics,
        )  # fmt: skip
        (staged / INFO_FILE).write_text(info.to_json(), encoding="utf-8")
        write_checksums(staged)
        replace_contents(output, staged)
    return [
        f"text and poster: micro-F1 {metrics['micro_f1']:.3f} on {len(split.test):,} test films",
        f"{output}: MOVIE_CLASSIFIER_POSTER_MODEL={output} makes the service read posters",
    ]


def _classify(classifier: GenreClassifier, films: LabelledTexts) -> Probabilities:
    """Return the probabilities of the texts, as the service computes them."""
    split_texts = (text.partition("\n") for text in films.texts)
    scores = classifier.predict_proba([Film(title, description) for title, _, description in split_texts])
    return np.array([[each[label] for label in films.labels] for each in scores])


def _usual_width(posters: Sequence[bytes]) -> int:
    return int(np.median([open_poster(poster).width for poster in posters]))


def _refuse_other_files(output: Path) -> None:
    others = sorted(file.name for file in output.iterdir() if file.name not in FILES) if output.is_dir() else []
    if others:
        raise NotReplaceable(output, f"it has other files, such as {others[0]}; name another folder with --output")
