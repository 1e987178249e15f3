from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc

from tests.film_lists import WORDS
from training.errors import BaseModelMissing
from training.films.soft_labels import mix_labels, mix_start_labels


def docs(*texts: str, **labels: float) -> list[Doc]:
    films = list(spacy.blank("en").pipe(texts))
    for doc in films:
        doc.cats = dict(labels)
    return films


def test_labels_are_weighted_means_and_other_labels_stay() -> None:
    films = docs("one", "two", Drama=1.0, slow=1.0)
    mix_labels(films, ["Drama", "War"], np.array([[0.5, 0.25], [0.0, 0.75]]), 0.5)
    assert [doc.cats for doc in films] == [
        {"Drama": 0.75, "slow": 1.0, "War": 0.25},
        {"Drama": 0.5, "slow": 1.0, "War": 0.75},
    ]


def test_start_contributes_to_the_labels_that_it_knows(tiny_model: Path) -> None:
    films = docs("a ghost haunts the terrified children", WORDS["Western"], Horror=0.0, Western=1.0, slow=0.0)
    expected = [doc.cats["Horror"] / 3 for doc in spacy.load(tiny_model).pipe([doc.text for doc in films])]
    mix_start_labels(films, str(tiny_model), 1)  # beside two films, it has a third of the weight
    assert [doc.cats["Horror"] for doc in films] == pytest.approx(expected)
    assert films[0].cats["Horror"] > films[1].cats["Horror"]
    assert all(2 / 3 <= doc.cats["Western"] < 1 and doc.cats["slow"] == 0.0 for doc in films)


def test_start_without_common_labels_or_without_a_classifier(tiny_model: Path, tmp_path: Path) -> None:
    films = docs("a ghost", slow=1.0)
    mix_start_labels(films, str(tiny_model), 5)
    spacy.blank("en").to_disk(tmp_path)
    mix_start_labels(films, str(tmp_path), 5)
    assert films[0].cats == {"slow": 1.0}


def test_start_that_is_not_there() -> None:
    with pytest.raises(BaseModelMissing, match="nowhere"):
        mix_start_labels(docs("a ghost", Horror=1.0), "nowhere", 5)
