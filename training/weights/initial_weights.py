"""Initial weights from another pipeline: training continues from what that pipeline has learned.

A config names the callback under `[initialize] after_init`. `spacy train` finds it with
`--code training/films/training_corpus.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.util import registry
from thinc.api import Model

from movie_classifier.model.pipeline.loading import COMPONENT
from training.errors import StartUnusable
from training.start import load_start

Weights = Any
"""A NumPy array; Thinc declares the parameters of a layer by several types."""


@registry.callbacks("movie_classifier.continue_from.v1")
def create_continue_from(pipeline: str | None = None) -> Callable[[Language], Language]:
    """Create the callback for `[initialize] after_init`. It copies the weights of `pipeline` into the new pipeline.

    Args:
        pipeline: an installed pipeline or the folder of one. None, or a pipeline without a text classifier, leaves the
            weights as they are.
    """

    def continue_from(nlp: Language) -> Language:
        if pipeline is None:
            return nlp
        source = load_start(pipeline)
        if COMPONENT not in source.pipe_names:  # en_core_web_lg has word vectors only
            return nlp
        try:
            copy_weights(source, nlp)
        except ValueError as error:
            raise StartUnusable(pipeline, str(error)) from error
        return nlp

    return continue_from


def copy_weights(source: Language, target: Language) -> tuple[str, ...]:
    """Copy the weights of the text classifier of `source` into that of `target`, and return the labels that both have.

    Weights that do not depend on the labels are copied as they are. The weights of a label are copied if both pipelines
    have a label of that name. Other labels keep their initial weights.

    Raises:
        ValueError: the architectures differ.
    """
    old, new = _network(source), _network(target)
    if [node.name for node in old.walk()] != [node.name for node in new.walk()]:
        raise ValueError("its architecture differs from that of the config")
    nodes = zip(old.walk(), new.walk(), strict=True)
    rows = _shared_rows(_labels(source), _labels(target))
    hidden = old.get_ref("tok2vec").get_dim("nO")
    for before, after in nodes:
        for name in filter(before.has_param, before.param_names):
            value: Weights = before.get_param(name)
            initial: Weights = after.get_param(name)
            if before.name == "sparse_linear":
                value = _copy_rows(value, initial, rows, after)
            elif before.name == "linear":
                value = _copy_output(value, initial, rows, hidden)
            elif value.shape != initial.shape:
                raise ValueError("its layers have other sizes than those of the config")
            after.set_param(name, value)
    return tuple(label for label in _labels(target) if label in _labels(source))


def _network(nlp: Language) -> Model[Any, Any]:
    component = nlp.get_pipe(COMPONENT)
    assert isinstance(component, TrainablePipe) and isinstance(component.model, Model)
    return component.model


def _labels(nlp: Language) -> Sequence[str]:
    return nlp.pipe_labels[COMPONENT]


def _shared_rows(old: Sequence[str], new: Sequence[str]) -> Mapping[int, int]:
    """Column of a label in `new` → its column in `old`, for the labels that both have."""
    return {new.index(label): old.index(label) for label in new if label in old}


def _copy_rows(old: Weights, new: Weights, rows: Mapping[int, int], layer: Model[Any, Any]) -> Weights:
    """`SparseLinear.v2` stores its weights label by label."""
    labels = layer.get_dim("nO")
    merged = new.reshape(labels, -1).copy()
    per_label = old.reshape(-1, merged.shape[1])
    for to, since in rows.items():
        merged[to] = per_label[since]
    return merged.reshape(new.shape)


def _copy_output(old: Weights, new: Weights, rows: Mapping[int, int], hidden: int) -> Weights:
    """The output layer reads the linear scores of all labels, then the hidden layer."""
    merged = new.copy()
    for to, since in rows.items():
        if new.ndim == 1:
            merged[to] = old[since]
            continue
        merged[to] = 0
        merged[to, -hidden:] = old[since, -hidden:]
        for column, old_column in rows.items():
            merged[to, column] = old[since, old_column]
    return merged
