"""Measures explanations as ERASER does (DeYoung et al., ACL 2020), beside two other rankings of a film's words.

Comprehensiveness is what the probability of the most probable genre loses without the highest-ranked words, sufficiency
what it loses if only these words are left. Both are averaged over films and over five sizes of the selection, as in the
reference implementation of ERASER (area over the perturbation curve, AOPC).
"""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.tokens import Doc

from lab.comparison.rows import write_report
from lab.comparison.split import read_film
from movie_classifier.classifier import GenreClassifier
from movie_classifier.film import Film, film_text
from movie_classifier.model.explanation import Parts, Span, find_parts, leave_out
from movie_classifier.model.log_odds import sigmoid
from movie_classifier.model.pipeline.loading import COMPONENT
from training.config import Plan
from training.evaluation.markdown import table
from training.films.corpus import read_labelled

FILMS = 500
SHARES = (0.01, 0.05, 0.1, 0.2, 0.5)
"""Shares of a film's words that are selected. At least one word is."""

MEASURES = ("comprehensiveness", "sufficiency")

COMMAND = "python -m lab.comparison explanations"

NOTES = """\
`{}`, {:,} dev films. Higher comprehensiveness and lower sufficiency are
better. Both are differences of the probability of the most probable genre, averaged over five shares.
"""


def compare_rankings(plan: Plan, model: Path, results: Path, films: int = FILMS) -> list[str]:
    """Write `explanations.md` and `explanations.json` to `results`, and return the lines of the table.

    Args:
        plan: config with the dev films.
        model: the pipeline; its linear part must be that of a `TextCatEnsemble`.
        results: output folder.
        films: number of dev films, drawn at random from those that are explained by word.

    Raises:
        DataNotFound: the dev films have not been prepared.
    """
    classifier = GenreClassifier.load(model)
    texts, _ = read_labelled(plan.dev, plan.labels)
    drawn = [read_film(texts[number]) for number in np.random.default_rng(0).permutation(len(texts))]
    split = [(film, parts) for film in drawn if (parts := find_parts(film)).unit == "word" and parts.spans][:films]
    linear, chance = _LinearPart(model), np.random.default_rng(0)
    losses: dict[str, list[list[tuple[float, float]]]] = {"leave-one-out": [], "linear part alone": [], "random": []}
    for film, parts in split:
        explanation = classifier.explain(film)
        rankings = {
            "leave-one-out": [part.contribution for part in explanation.parts],
            "linear part alone": linear.weigh(film, parts, explanation.genre),
            "random": chance.random(len(parts.spans)).tolist(),
        }
        for name, weights in rankings.items():
            losses[name].append(_measure(classifier, film, parts.spans, weights, explanation.genre))
    numbers = {
        "command": COMMAND,
        "films": len(split),
        "shares": list(SHARES),
        "rankings": [{"ranking": name, **_average(values)} for name, values in losses.items()],
    }
    write_report(results, "explanations", report(numbers), numbers)
    return report(numbers)


def _measure(
    classifier: GenreClassifier, film: Film, spans: Sequence[Span], weights: Sequence[float], genre: str
) -> list[tuple[float, float]]:
    """Return for each of `SHARES` what the probability loses without the selected words, and with only these."""
    ranked = [spans[number] for number in np.argsort(-np.array(weights), kind="stable")]
    counts = [math.ceil(share * len(ranked)) for share in SHARES]
    variants = [leave_out(film, part) for count in counts for part in (ranked[:count], ranked[count:])]
    whole, *rest = (scores[genre] for scores in classifier.predict_proba([film, *variants]))
    losses = [whole - probability for probability in rest]
    return list(zip(losses[::2], losses[1::2], strict=True))


def _average(losses: list[list[tuple[float, float]]]) -> dict[str, list[float]]:
    """Return measure → its mean over the films for each of `SHARES`."""
    return dict(zip(MEASURES, np.array(losses).mean(axis=0).T.tolist(), strict=True))


class _LinearPart:
    """The linear part of a `TextCatEnsemble`: a weight for each word and each pair of words, and each label.

    Its scores pass a logistic function, and an output layer mixes them with those of the network. The weights of a
    label alone say little: the output layer turns the sign of most labels.
    """

    def __init__(self, model: Path) -> None:
        self._nlp = spacy.load(model)
        component: Any = self._nlp.get_pipe(COMPONENT)
        layers = list(component.model.walk())
        self._layer = next(each for each in layers if each.layers and each.layers[0].name == "extract_ngrams")
        self._bias = next(each for each in layers if each.name == "sparse_linear").get_param("b")
        self._labels = self._nlp.pipe_labels[COMPONENT]
        output = next(each for each in layers if each.name == "linear").get_param("W")
        self._output = output[:, : len(self._labels)]  # the other columns belong to the network

    def weigh(self, film: Film, parts: Parts, genre: str) -> list[float]:
        """Return what each word, and its pairs with its neighbours, add to the log-odds of `genre`."""
        words = [film_text(Film(getattr(film, span.field)[span.start : span.end], "")) for span in parts.spans]
        pairs = list(pairwise(words))
        scores = self._score([[word] for word in words] + [list(pair) for pair in pairs]) - self._bias
        weights = scores[: len(words)].copy()
        for first, (pair, score) in enumerate(zip(pairs, scores[len(words) :], strict=True)):
            between = score - scores[first] - scores[first + 1]
            weights[first : first + len(pair)] += between
        [whole] = self._score([[token.text for token in self._nlp.make_doc(film_text(film))]])
        lost = sigmoid(whole) - sigmoid(whole - weights)
        contributions: list[float] = (lost @ self._output[self._labels.index(genre)]).tolist()
        return contributions

    def _score(self, documents: list[list[str]]) -> NDArray[np.float32]:
        """Return the scores of each document, of shape (documents, labels)."""
        scores: NDArray[np.float32] = self._layer.predict([Doc(self._nlp.vocab, words=words) for words in documents])
        return scores


def report(numbers: Mapping[str, Any]) -> list[str]:
    """Return the lines of the Markdown file."""
    rankings, header = numbers["rankings"], ["ranking of the words"]
    means = [[row["ranking"], *(f"{np.mean(row[measure]):.3f}" for measure in MEASURES)] for row in rankings]
    lines = ["# Explanations", "", *NOTES.format(COMMAND, numbers["films"]).splitlines(), ""]
    lines += table([*header, *MEASURES], means)
    for measure in MEASURES:
        cells = [[row["ranking"], *(f"{value:.3f}" for value in row[measure])] for row in rankings]
        lines += ["", f"{measure.capitalize()} by share of the words:", ""]
        lines += table([*header, *(f"{share:.0%}" for share in numbers["shares"])], cells)
    return lines
