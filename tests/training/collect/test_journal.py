import sqlite3
from pathlib import Path

import pytest

from training.collect.journal import Journal
from training.errors import JournalUnusable


def test_answers_are_kept(tmp_path: Path) -> None:
    with Journal(tmp_path / "j", {"limit": 5}) as journal:
        journal.add_page("q", 1, {"total": 3})
        journal.add_film(1, {"id": 1})
        journal.add_missing_film(2, "not found", final=True)
        journal.add_poster(1, "185")
    with Journal(tmp_path / "j", {"limit": 5}) as journal:
        assert journal.page("q", 1) == {"total": 3}
        assert journal.page("q", 2) is None
        assert journal.film(1) == {"id": 1}
        assert journal.has_film(2) and journal.film(2) is None
        assert journal.missing_films() == {2: "not found"}
        assert journal.poster(1, "185") is True
        assert journal.poster(1, "500") is None


def test_what_is_not_final_is_asked_for_again(tmp_path: Path) -> None:
    with Journal(tmp_path / "j", {}) as journal:
        journal.add_missing_film(1, "status 500", final=False)
        journal.add_missing_poster(2, "185", "status 500", final=False)
    with Journal(tmp_path / "j", {}) as journal:
        assert not journal.has_film(1)
        assert journal.poster(2, "185") is None


def test_another_collection_is_refused(tmp_path: Path) -> None:
    Journal(tmp_path / "j", {"limit": 5}).close()
    with pytest.raises(JournalUnusable, match="is of a collection with"):
        Journal(tmp_path / "j", {"limit": 6})


def test_two_at_once_are_refused(tmp_path: Path) -> None:
    with Journal(tmp_path / "j", {}), pytest.raises(JournalUnusable, match="another collection writes"):
        Journal(tmp_path / "j", {})


def test_a_full_disk_costs_no_collection(tmp_path: Path) -> None:
    with Journal(tmp_path / "j", {}) as journal:
        journal._database.execute("PRAGMA max_page_count = 9")  # for SQLite, the disk is full then
        with pytest.raises(JournalUnusable, match=r"is full; .* is kept: .* run the same command again") as caught:
            for number in range(1_000):
                journal.add_film(number, {"overview": "x" * 1_000})
        assert "--fresh" not in str(caught.value)
        kept = journal.count_films()
    with Journal(tmp_path / "j", {}) as journal:
        assert journal.count_films() == kept > 0


def test_other_tables_are_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "j") as database:
        database.execute("CREATE TABLE films (name TEXT)")
    database.close()
    with pytest.raises(JournalUnusable, match=r"no such column: .*--fresh"):
        Journal(tmp_path / "j", {})


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "j").write_text("no database at all, but long enough to look like one\n" * 20)
    with pytest.raises(JournalUnusable, match="--fresh"):
        Journal(tmp_path / "j", {})
