from pathlib import Path

import pandas as pd
import pytest
import spacy

from training.errors import DataNotFound
from training.films.corpus import language_of, read_corpus, write_corpus


def test_round_trip(tmp_path: Path) -> None:
    films = pd.DataFrame({"title": ["One", "Zwei"], "description": ["A  b.", "C\x00d"], "year": ["1999", ""]})
    films["id"], films["language"] = ["7", "8"], ["", "de"]
    films["genres"] = [["Drama"], ["War", "Drama"]]
    write_corpus(films, ["Drama", "War"], spacy.blank("en"), tmp_path / "new" / "films.spacy")
    docs = list(read_corpus(tmp_path / "new" / "films.spacy", spacy.blank("en")))
    assert [doc.text for doc in docs] == ["one\na b.", "zwei\nc d"]
    assert [doc.cats for doc in docs] == [{"Drama": 1, "War": 0}, {"Drama": 1, "War": 1}]
    assert [doc.user_data["year"] for doc in docs] == [1999, 0]
    assert [(doc.user_data["id"], language_of(doc)) for doc in docs] == [("7", ""), ("8", "de")]


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(DataNotFound, match="training prepare"):
        read_corpus(tmp_path / "nowhere.spacy", spacy.blank("en"))
