"""Makes a pipeline ignore the case of letters, so that plain spaCy scores text with capitals like lower-case text.

Films are lower-case in training. By default, spaCy looks words up as they are written in its bag of words and its word
vectors, so a pipeline would not know the words of a text with capitals. Both can look up the lower-case form instead.
Scores of lower-case text do not change.
"""

import json
from pathlib import Path

from spacy.attrs import LOWER
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from thinc.api import Model

from movie_classifier.model.pipeline.loading import COMPONENT


def ignore_case(nlp: Language) -> Language:
    """Let the text classifier of `nlp` count lower-case words, and return `nlp`.

    The setting is saved with the weights.
    """
    component = nlp.get_pipe(COMPONENT)
    assert isinstance(component, TrainablePipe) and isinstance(component.model, Model)
    for layer in component.model.walk():
        if layer.name == "extract_ngrams":
            layer.attrs["attr"] = LOWER
    return nlp


def look_up_lower_case(model: Path) -> None:
    """Let the word vectors of the pipeline folder `model` be looked up by the lower-case word.

    spaCy reads this setting, but does not write it for tables of this kind.
    """
    path = model / "vocab" / "vectors.cfg"
    settings = json.loads(path.read_text(encoding="utf-8")) | {"attr": int(LOWER)}
    path.write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
