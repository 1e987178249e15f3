"""The step `poster-model`: makes the folder with which the service reads posters."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from movie_classifier.classifier import GenreClassifier
from movie_classifier.film import Film
from movie_classifier.model.checksums import CHECKSUMS_FILE, write_checksums
from movie_classifier.model.model_path import find_model
from movie_classifier.poster.decode import open_poster
from movie_classifier.poster.layers import Fusion, save_layers
from movie_classifier.poster.model import INFO_FILE, LAYERS_FILE, NETWORK_FILE, PosterInfo, name_and_version
from training.errors import LabelsDiffer, NotReplaceable
from training.evaluation.labelled_texts import LabelledTexts, Probabilities
from training.evaluation.metrics import decision_metrics
from training.evaluation.thresholds import threshold_by_genre
from training.packaging.replacement import TEMPORARY, replace_contents
from training.poster_model.card import CARD, poster_card
from training.poster_model.features import network_features
from training.poster_model.films import PosterSplit, read_posters
from training.poster_model.fitting import FittedFusion, fit_hidden_layer

FILES = {INFO_FILE, LAYERS_FILE, NETWORK_FILE, CARD, CHECKSUMS_FILE, *TEMPORARY}


def make_poster_model(
    posters: Path, lists: Sequence[Path], output: Path, *, pipelines: Sequence[Path], network: str,
    export: Callable[[Path], object], cache: Path, echo: Callable[[str], None] = print,
) -> list[str]:  # fmt: skip
    """Fit the layers on train and the fusions on dev, measure on test, write the folder, and return a report.

    Args:
        posters: Parquet file of posters, or a folder that `collect` made.
        lists: lists of films with the texts.
        output: folder to write. A poster model in it is replaced.
        pipelines: the text pipelines with which the poster model can be used. They have the same genres.
        network: name of the image network.
        export: writes the network to an ONNX file.
        cache: folder of cached features.
        echo: called with each line of progress.

    Raises:
        MovieClassifierError: a file cannot be used, a package is missing, or `output` has other files.
    """
    _refuse_other_files(output)
    classifiers = [GenreClassifier.load(find_model(pipeline)) for pipeline in pipelines]
    labels = classifiers[0].info.labels
    for pipeline, classifier in zip(pipelines, classifiers, strict=True):
        if set(classifier.info.labels) != set(labels):
            raise LabelsDiffer(pipeline, pipelines[0])
    split = read_posters(posters, lists, labels)
    echo(f"{len(split.train):,} train, {len(split.dev):,} dev and {len(split.test):,} test films")
    with tempfile.TemporaryDirectory() as folder:  # the old model is in use until the new one is whole
        staged = Path(folder)
        export(staged / NETWORK_FILE)
        train, dev, test = network_features(staged / NETWORK_FILE, (split.train, split.dev, split.test), cache)
        hidden = fit_hidden_layer(split, train, dev)
        probabilities = hidden.predict_proba(dev), hidden.predict_proba(test)
        fitted = {name_and_version(each.info): _fit(each, split, *probabilities) for each in classifiers}
        save_layers(staged / LAYERS_FILE, hidden.layers(), {name: each.fusion for name, each in fitted.items()})
        info = PosterInfo(
            network=network, labels=labels, poster_width=_usual_width(split.train.posters),
            thresholds={name: each.thresholds for name, each in fitted.items()},
            metrics={name: each.metrics for name, each in fitted.items()},
        )  # fmt: skip
        (staged / INFO_FILE).write_text(info.to_json(), encoding="utf-8")
        (staged / CARD).write_text(poster_card(info), encoding="utf-8")
        write_checksums(staged)
        replace_contents(output, staged)
    report = [
        f"{name}: micro-F1 {each['text_micro_f1']:.3f} from the text, {each['micro_f1']:.3f} from text and poster"
        for name, each in info.metrics.items()
    ]
    return [*report, f"{output}: MOVIE_CLASSIFIER_POSTER_MODEL={output} makes the service use it"]


class _Fitted(NamedTuple):
    """What belongs to one text pipeline."""

    fusion: Fusion
    thresholds: dict[str, float]
    metrics: dict[str, float]


def _fit(classifier: GenreClassifier, split: PosterSplit, dev: Probabilities, test: Probabilities) -> _Fitted:
    """Fit the fusion with a text pipeline, given the probabilities of the posters of dev and test."""
    dev_text, test_text = (_classify(classifier, part.films) for part in (split.dev, split.test))
    fitted = FittedFusion.fit(split.dev, dev_text, dev)
    poster_thresholds = threshold_by_genre(split.dev.films.scored(dev))
    alone = {
        "text_micro_f1": decision_metrics(split.test.films.scored(test_text), classifier.info.thresholds)["micro_f1"],
        "poster_micro_f1": decision_metrics(split.test.films.scored(test), poster_thresholds)["micro_f1"],
    }
    (text, poster), bias = fitted.fusion.by_genre(len(split.dev.films.labels))
    metrics = fitted.measure(split.test, test_text, test) | alone
    return _Fitted(Fusion(text, poster, bias), fitted.thresholds, metrics)


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
