import pytest

from movie_classifier.tables.columns import (
    DESCRIPTION_COLUMNS,
    TITLE_COLUMNS,
    ColumnNotFound,
    ColumnTaken,
    find_column,
    name_added_columns,
)


def test_finds_the_preferred_name_in_any_case() -> None:
    assert find_column("description", DESCRIPTION_COLUMNS, ["Plot", " OVERVIEW ", "Title"]) == " OVERVIEW "
    assert find_column("title", TITLE_COLUMNS, ["Title", "title"]) == "Title"
    assert find_column("title", TITLE_COLUMNS, ["name", "title"], "Name") == "name"
    assert find_column("title", TITLE_COLUMNS, ["Title", "title"], "title") == "title"


@pytest.mark.parametrize("name", ["Series_Title", "series title", "SeriesTitle", " SERIES  TITLE "])
def test_ignores_white_space_and_underscores(name: str) -> None:
    assert find_column("title", TITLE_COLUMNS, ["Genre", name]) == name
    assert find_column("title", TITLE_COLUMNS, ["Genre", name], "series_title") == name


def test_says_what_was_expected_and_found() -> None:
    with pytest.raises(ColumnNotFound, match=r"expected title or .*, found a, b; name the column with --title-column"):
        find_column("title", TITLE_COLUMNS, ["a", "b"])


def test_added_columns_avoid_taken_names_in_any_case() -> None:
    assert name_added_columns(["genre", "genres"], ["title", "Genres"]) == ["genre", "predicted_genres"]
    assert name_added_columns(["genre", "Genre"], []) == ["genre", "predicted_Genre"]
    assert name_added_columns(["genre"], ["genre"], "my ") == ["my genre"]


@pytest.mark.parametrize(("columns", "prefix"), [(["genre", "Predicted_Genre"], "predicted_"), (["genre"], "")])
def test_refuses_a_prefix_that_does_not_help(columns: list[str], prefix: str) -> None:
    with pytest.raises(ColumnTaken, match="choose another --prefix"):
        name_added_columns(["genre"], columns, prefix)


def test_any_names_are_shown_on_one_line() -> None:
    with pytest.raises(
        ColumnNotFound, match=r"found PK a \., x{40}\.\.\., b, b.*, b, \.\.\.; name the column"
    ) as raised:
        find_column("title", ["title"], ["PK\x00\na\x1b.", "x" * 1_000, *"b" * 60])
    assert str(raised.value).isprintable()
