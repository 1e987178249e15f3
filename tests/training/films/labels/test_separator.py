import pytest

from training.films.labels.separator import find_separator, looks_like_several

FILMS = ["Drama", "War", "Sci-Fi", "Drama{}War", "War{}Sci-Fi", "Drama{}Sci-Fi{}War", "Crime{}Drama", "Crime"]


@pytest.mark.parametrize("separator", ["|", ";", ",", ", ", "/", " / ", " - ", "\n"])
def test_the_separator_of_the_column(separator: str) -> None:
    texts = [text.replace("{}", separator) for text in FILMS]
    found = find_separator(texts)
    assert found == (separator if separator != ", " else ",")
    assert find_separator([*texts * 100, "Drama; War", "Rock | Roll"]) == found


def test_hyphens_between_labels() -> None:
    assert find_separator(["Drama-War", "Drama", "War-Crime", "Crime-Drama"]) == "-"


@pytest.mark.parametrize(
    ("texts", "separator"),
    [
        (["Drama", "War"], None),
        (["Sci-Fi", "Drama", "Film-Noir"], None),
        (["Action/Adventure", "Drama"], None),
        (["Drama|War", "Children, Family"], "|"),
        (["Dramas, Thrillers"], ","),
        ([], None),
    ],
)
def test_little_evidence(texts: list[str], separator: str | None) -> None:
    """A slash or a hyphen may belong to a label."""
    assert find_separator(texts) == separator


@pytest.mark.parametrize(
    "name", ["Horror, Drama", "Action - Drama", "HorrorDrama", "horror drama", "DramaActionHorror"]
)
def test_labels_that_look_like_several(name: str) -> None:
    assert looks_like_several(name, ["Drama", "Horror", "Action", name])


@pytest.mark.parametrize("name", ["Drama", "drama", "Dramatic", "Action & Drama", "Western"])
def test_labels_that_look_like_one(name: str) -> None:
    assert not looks_like_several(name, ["Drama", "Horror", "Action", "West", name])
