"""Whole runs in this process: the answers, the rejected rows, and the same bytes whatever happens on the way."""

import csv
import gzip
import io
import json
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from movie_classifier.choice.choice import GenreChoice
from movie_classifier.classifier import GenreClassifier
from movie_classifier.errors import ServiceUnreachable
from movie_classifier.film import Film
from movie_classifier.model.genres import GENRES
from movie_classifier.model.model_info import ModelInfo
from movie_classifier.tables.bulk.local import InProcess
from movie_classifier.tables.bulk.transport import Answer, Task, Transport
from movie_classifier.tables.columns import ColumnNotFound
from movie_classifier.tables.errors import (
    InputUnreadable,
    Interrupted,
    ModelChanged,
    OutputUnusable,
    ResumeRefused,
    RowRefused,
    RunStopped,
)
from movie_classifier.tables.files.blocks import ColumnChoice
from movie_classifier.tables.files.formats import FORMATS
from tests.conftest import TINY_FILMS
from tests.tables.conftest import Run

NAMES = list(FORMATS)


def make_rows(count: int) -> list[dict[str, str]]:
    chance = random.Random(count)
    rows = []
    for number in range(count):
        film, _ = chance.choice(TINY_FILMS)
        description = chance.choice([film.description + " war" * chance.randrange(9)] * 9 + [""])
        rows.append({"id": f"{number:03}", "title": film.title, "plot": description, "note": 'é, "x"\n'})
    return rows


def write_rows(path: Path, rows: list[dict[str, str]]) -> Path:
    """Write a film list in the format that the suffix of `path` names."""
    kind = FORMATS[path.name.split(".", 1)[1]]
    if kind.kind == "parquet":
        parquet.write_table(pa.Table.from_pylist(rows), path, row_group_size=10)
        return path
    if kind.kind == "jsonl":
        data = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    else:
        file = io.StringIO(newline="")
        writer = csv.DictWriter(file, rows[0], delimiter="\t" if kind.kind == "tsv" else ",")
        writer.writeheader()
        writer.writerows(rows)
        data = file.getvalue().encode()
    path.write_bytes(pa.Codec(kind.codec).compress(data, asbytes=True) if kind.codec else data)
    return path


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Read what was written, with numbers as text."""
    kind = FORMATS[path.name.split(".", 1)[1]]
    if kind.kind == "parquet":
        return list(parquet.read_table(path).to_pylist())
    data = path.read_bytes()
    if kind.codec:
        data = pa.CompressedInputStream(pa.BufferReader(data), kind.codec).read()
    if kind.kind == "jsonl":
        return [json.loads(line) for line in data.decode().splitlines()]
    return list(csv.DictReader(io.StringIO(data.decode(), newline=""), delimiter="\t" if kind.kind == "tsv" else ","))


@pytest.mark.parametrize("source", NAMES)
@pytest.mark.parametrize("target", ["csv", "tsv", "jsonl", "parquet", "csv.gz", "jsonl.zst"])
def test_every_format_to_every_format(
    tmp_path: Path, run: Run, classifier: GenreClassifier, small_blocks: None, source: str, target: str
) -> None:
    rows = make_rows(24)
    path = write_rows(tmp_path / f"in.{source}", rows)
    done = run(path, tmp_path / f"out.{target}", scores=True)
    good = [row for row in rows if row["plot"]]
    predictions = classifier.predict([Film(row["title"], row["plot"]) for row in good])
    for row, written, expected in zip(good, read_rows(tmp_path / f"out.{target}"), predictions, strict=True):
        assert {name: written[name] for name in row} == row
        genres = written["genres"] if isinstance(written["genres"], list) else written["genres"].split("|")
        assert (written["genre"], genres) == (expected.genre, expected.genres)
        assert written["confidence"] == expected.confidence
        assert {genre: float(written[genre]) for genre in GENRES} == expected.scores
        assert list(written) == [*row, "genre", "genres", "confidence", *GENRES]
    assert (done.rows, done.rejected, done.reasons) == (24, 24 - len(good), {"no description": 24 - len(good)})
    rejected = [json.loads(line) for line in (tmp_path / f"out.{target}.rejected.jsonl").read_text().splitlines()]
    assert [each["row"] for each in rejected] == [row for row in rows if not row["plot"]]
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("source", ["csv", "jsonl", "parquet"])
def test_placeholders_are_no_descriptions(tmp_path: Path, run: Run, source: str) -> None:
    texts = [r"\N", "N/A", "Add a Plot", "nan", "NULL", "None", "No overview found.", "Plot unknown.", "-", " n/a "]
    rows = [{"title": "Unknown", "plot": plot} for plot in [*texts, "no description of the war"]]
    done = run(write_rows(tmp_path / f"in.{source}", rows), tmp_path / "out.jsonl")
    assert done.reasons == {"no description": len(texts)}
    assert [row["plot"] for row in read_rows(tmp_path / "out.jsonl")] == ["no description of the war"]


@pytest.mark.parametrize("target", NAMES)
def test_bytes_do_not_depend_on_batches(tmp_path: Path, run: Run, small_blocks: None, target: str) -> None:
    path = write_rows(tmp_path / "in.csv", make_rows(60))
    for size in (1, 7, 256):
        (tmp_path / str(size)).mkdir()
        run(path, tmp_path / str(size) / f"out.{target}", scores=True, batch_size=size)
    for name in (f"out.{target}", f"out.{target}.rejected.jsonl"):
        assert len({(tmp_path / size / name).read_bytes() for size in ("1", "7", "256")}) == 1


@contextmanager
def stopping(classifier: GenreClassifier, tasks: int, error: BaseException) -> Iterator[Transport]:
    """A transport that raises `error` after some tasks."""

    class Stopping(InProcess):
        done = 0

        def submit(self, task: Task, labels: Sequence[str]) -> Answer:
            wait = super().submit(task, labels)

            def stop() -> Any:
                self.done += 1
                if self.done > tasks:
                    raise error
                return wait()

            return stop

    yield Stopping(classifier)


@pytest.mark.parametrize("target", ["csv", "csv.gz", "jsonl.zst", "parquet"])
@pytest.mark.parametrize("source", ["csv.gz", "jsonl", "parquet"])
def test_resumed_equals_uninterrupted(
    tmp_path: Path, run: Run, classifier: GenreClassifier, small_blocks: None, source: str, target: str
) -> None:
    path = write_rows(tmp_path / f"in.{source}", make_rows(150))
    run(path, tmp_path / f"whole.{target}")
    output = tmp_path / f"out.{target}"
    errors = (KeyboardInterrupt(), ServiceUnreachable("http://x"), KeyboardInterrupt(), KeyboardInterrupt())
    for number, error in enumerate(errors):
        kind = Interrupted if isinstance(error, KeyboardInterrupt) else RunStopped
        with pytest.raises(kind, match=r"rows are finished: add --resume to the same command to go on"):
            run(path, output, lambda error=error: stopping(classifier, 5, error), resume=number > 0, batch_size=5)
        assert not output.exists()
    run(path, output, resume=True, batch_size=3)
    for name in ("", ".rejected.jsonl"):
        assert (tmp_path / f"out.{target}{name}").read_bytes() == (tmp_path / f"whole.{target}{name}").read_bytes()


def test_nothing_is_left_if_nothing_is_finished(tmp_path: Path, run: Run, classifier: GenreClassifier) -> None:
    path = write_rows(tmp_path / "in.csv", make_rows(10))
    for error in (KeyboardInterrupt, ServiceUnreachable("http://x")):
        with pytest.raises((KeyboardInterrupt, ServiceUnreachable)):
            run(path, tmp_path / "out.csv", lambda error=error: stopping(classifier, 0, error))
        assert [each.name for each in tmp_path.iterdir()] == ["in.csv"]


def test_resume_is_refused_after_changes(
    tmp_path: Path, run: Run, classifier: GenreClassifier, small_blocks: None
) -> None:
    path = write_rows(tmp_path / "in.csv", make_rows(60))
    with pytest.raises(Interrupted):
        run(path, tmp_path / "out.csv", lambda: stopping(classifier, 5, KeyboardInterrupt()), batch_size=5)
    with pytest.raises(ResumeRefused, match="the options changed since"):
        run(path, tmp_path / "out.csv", scores=True, resume=True)
    with pytest.raises(ResumeRefused, match="the options changed since"):
        run(path, tmp_path / "out.csv", genres=GenreChoice(max_genres=1), resume=True)
    with path.open("a") as file:
        file.write("x,y,z,\n")
    with pytest.raises(ResumeRefused, match="the input changed since"):
        run(path, tmp_path / "out.csv", resume=True)


class OtherModel(InProcess):
    """A model that reports another content hash after some calls, as a service that was reloaded."""

    def __init__(self, classifier: GenreClassifier, calls: int) -> None:
        super().__init__(classifier)
        self._calls = calls

    def info(self) -> ModelInfo:
        self._calls -= 1
        info = super().info()
        return info if self._calls >= 0 else ModelInfo(**vars(info) | {"content_hash": "other"})


def test_a_changed_model_is_refused(tmp_path: Path, run: Run, classifier: GenreClassifier, small_blocks: None) -> None:
    @contextmanager
    def connect(calls: int) -> Iterator[Transport]:
        yield OtherModel(classifier, calls)

    path = write_rows(tmp_path / "in.csv", make_rows(60))
    with pytest.raises(RunStopped, match="the service loaded another model during the run"):
        run(path, tmp_path / "out.csv", lambda: connect(3))
    with pytest.raises(ResumeRefused, match="the model changed since"):
        run(path, tmp_path / "out.csv", lambda: connect(0), resume=True)
    with pytest.raises(ModelChanged):
        run(path, tmp_path / "other.csv", lambda: connect(1))


def test_strict_stops_at_the_first_row(tmp_path: Path, run: Run, small_blocks: None) -> None:
    """Also after finished blocks, which are not kept: a resumed run would stop there again."""
    rows = make_rows(60)
    for row in rows[:20]:
        row["plot"] = row["plot"] or "A war."
    line = 2 + 2 * [row["plot"] for row in rows].index("")  # a note has a line break
    path = write_rows(tmp_path / "in.csv", rows)
    with pytest.raises(RowRefused, match=rf"in\.csv, line {line}: no description \(--strict"):
        run(path, tmp_path / "out.csv", strict=True)
    assert [each.name for each in tmp_path.iterdir()] == ["in.csv"]


def test_taken_names_get_the_prefix(tmp_path: Path, run: Run) -> None:
    (tmp_path / "in.csv").write_text("title,plot,Genres,drama\na,war,x,y\n")
    run(tmp_path / "in.csv", tmp_path / "out.csv", scores=True, prefix="p_")
    names = next(csv.reader((tmp_path / "out.csv").open()))
    assert names[:8] == ["title", "plot", "Genres", "drama", "genre", "p_genres", "confidence", "Action"]
    assert "p_Drama" in names


def test_columns_can_be_chosen(tmp_path: Path, run: Run) -> None:
    (tmp_path / "in.csv").write_text("name;title;text\nwar;x;war\n")
    with pytest.raises(ColumnNotFound, match="description"):
        run(tmp_path / "in.csv", tmp_path / "out.csv")
    run(tmp_path / "in.csv", tmp_path / "out.csv", choice=ColumnChoice("name", "text"))
    header, row = (tmp_path / "out.csv").read_text().splitlines()
    assert header == '"name";"title";"text";"genre";"genres";"confidence"'
    assert row.startswith('"war";"x";"war";"War"')


def test_a_list_needs_no_titles(tmp_path: Path, run: Run) -> None:
    (tmp_path / "in.csv").write_text("id;plot\n1;a tragic death\n2;\n")
    done = run(tmp_path / "in.csv", tmp_path / "out.jsonl")
    assert [row["genre"] for row in read_rows(tmp_path / "out.jsonl")] == ["Drama"]
    assert done.reasons == {"no description": 1}
    with pytest.raises(ColumnNotFound, match="no column for the title: expected name, found id, plot"):
        run(tmp_path / "in.csv", tmp_path / "out.csv", choice=ColumnChoice("name"))


REJECTED = {
    "csv": b"id,title,plot\n1,Tears,a tragic death\n2,Short\n3,Empty,\n4,Br\xffoken,war\n5,Tears,a tragic death\n",
    "tsv": b"id\ttitle\tplot\n1\tTears\ta tragic death\n2\tShort\n3\tEmpty\t\n4\tB\xff\twar\n5\tA\ta tragic death\n",
    "jsonl": b'{"id": "1", "title": "Tears", "plot": "a tragic death"}\n{"id": 2\n{"id": "3"}\n[4]\n'
    b'{"id": "5", "plot": "a tragic death"}\n',
}
REASONS = {
    "csv": ["wrong number of fields (2 instead of 3)", "no description", "not valid utf-8"],
    "jsonl": ["not valid JSON", "no description", "not a JSON object"],
}
REASONS["tsv"] = REASONS["csv"]


@pytest.mark.parametrize("source", REJECTED)
@pytest.mark.parametrize("target", ["csv", "tsv", "jsonl", "parquet"])
def test_rejected_rows_keep_their_place(tmp_path: Path, run: Run, source: str, target: str) -> None:
    path, output = tmp_path / f"in.{source}", tmp_path / f"out.{target}"
    path.write_bytes(REJECTED[source])
    done = run(path, output, keep_rejected=True)
    rows = read_rows(output)
    assert [row["genre"] or None for row in rows] == ["Drama", None, None, None, "Drama"]
    assert [row["reason"] or None for row in rows] == [None, *REASONS[source], None]
    assert [row.get("id") or None for row in rows] == ["1", None, "3", None, "5"]
    assert [bool(row["genres"]) for row in rows] == [bool(row["confidence"]) for row in rows]
    assert done.rejected == 3
    assert len((tmp_path / f"out.{target}.rejected.jsonl").read_bytes().splitlines()) == 3


@pytest.mark.parametrize("value", ["{}", "{ }"])
def test_an_object_without_keys_keeps_its_place(tmp_path: Path, run: Run, value: str) -> None:
    (tmp_path / "in.jsonl").write_text(f'{{"plot": "war"}}\n{value}\n')
    run(tmp_path / "in.jsonl", tmp_path / "out.jsonl", keep_rejected=True)
    assert read_rows(tmp_path / "out.jsonl")[1] == {
        "genre": None, "genres": None, "confidence": None, "reason": "no description",
    }  # fmt: skip


def test_excel_keeps_its_delimiter_and_byte_order_mark(tmp_path: Path, run: Run) -> None:
    (tmp_path / "in.csv").write_bytes("\ufefftitle;Description\r\nA;a tragic death\r\n;\r\n".encode())
    done = run(tmp_path / "in.csv", tmp_path / "out.csv")
    assert done.rows == 1
    text = (tmp_path / "out.csv").read_bytes().decode()
    assert (
        text
        == '\ufeff"title";"Description";"genre";"genres";"confidence"\n"A";"a tragic death";"Drama";"Drama";"normal"\n'
    )
    run(tmp_path / "in.csv", tmp_path / "out.tsv")
    assert (tmp_path / "out.tsv").read_text().startswith('"title"\t"Description"')


NETFLIX = """show_id,type,title,director,cast,country,date_added,release_year,rating,duration,listed_in,description
s1,Movie,Guns,,"A, B",,"September 25, 2021",2020,PG-13,90 min,"Dramas, Music","a soldier fights, fires guns"
s2,TV Show,Laughs,,,,,2021,TV-MA,2 Seasons,"TV Comedies","a funny wedding goes wrong and everybody laughs"
"""
IMDB = """Poster_Link,Series_Title,Released_Year,Certificate,Runtime,Genre,IMDB_Rating,Overview,Meta_score,Director
"https://x/y.jpg",Ghost,1994,A,142 min,Drama,9.3,"a ghost haunts the terrified children",80,Someone
"""


@pytest.mark.parametrize(("text", "genres"), [(NETFLIX, ["War", "Comedy"]), (IMDB, ["Horror"])])
def test_lists_from_kaggle_need_no_option(tmp_path: Path, run: Run, text: str, genres: list[str]) -> None:
    (tmp_path / "in.csv").write_text(text)
    run(tmp_path / "in.csv", tmp_path / "out.csv")
    rows = read_rows(tmp_path / "out.csv")
    name = "predicted_genre" if "Genre" in rows[0] else "genre"
    assert [row[name] in genre or genre in row["genres"] for row, genre in zip(rows, genres, strict=True)]
    original = list(csv.DictReader(io.StringIO(text)))
    assert [{key: row[key] for key in original[0]} for row in rows] == original


def test_the_movies_dataset_needs_no_option(tmp_path: Path, run: Run, movies_csv: Path) -> None:
    """With rows that are broken in two, as in Kaggle's file."""
    lines = movies_csv.read_text().splitlines(keepends=True)
    first, second = lines[5].split("A story", 1)
    (tmp_path / "in.csv").write_text("".join([*lines[:5], first + "\n", " story" + second, *lines[6:]]))
    done = run(tmp_path / "in.csv", tmp_path / "out.csv.gz")
    assert done.reasons == {"wrong number of fields": 2}
    header = gzip.decompress((tmp_path / "out.csv.gz").read_bytes()).splitlines()[0]
    assert header.endswith(b'"title","genre","predicted_genres","confidence"')


def test_truncated_input(tmp_path: Path, run: Run) -> None:
    path = write_rows(tmp_path / "in.csv.gz", make_rows(4_000))
    path.write_bytes(path.read_bytes()[:-50])
    with pytest.raises(InputUnreadable, match="broken or ends too early"):
        run(path, tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(("name", "reason"), [("no.csv", "there is no such file"), ("", "it is a folder")])
def test_no_input(tmp_path: Path, run: Run, name: str, reason: str) -> None:
    with pytest.raises(InputUnreadable, match=reason):
        run(tmp_path / name, tmp_path / "out.csv", input_format=FORMATS["csv"])


def test_the_output_is_checked_before_the_model_is_loaded(tmp_path: Path, run: Run) -> None:
    path = write_rows(tmp_path / "in.csv", make_rows(2))
    with pytest.raises(OutputUnusable, match="there is no folder"):
        run(path, tmp_path / "no" / "out.csv", lambda: pytest.fail("the model was loaded"))


def test_no_rows(tmp_path: Path, run: Run) -> None:
    (tmp_path / "in.csv").write_text("title,plot\n")
    for target in NAMES:
        assert run(tmp_path / "in.csv", tmp_path / f"out.{target}").rows == 0
        assert read_rows(tmp_path / f"out.{target}") == []


def test_devices_are_written_as_streams(tmp_path: Path, run: Run) -> None:
    path = write_rows(tmp_path / "in.csv", make_rows(2))
    run(path, "/dev/null", output_format=FORMATS["csv"])
    assert Path("/dev/null").is_char_device()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=3), each, max_size=3),
    max_leaves=5,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.dictionaries(st.sampled_from(["x", "é", "", "Genre"]), JSON), min_size=1, max_size=5),
    ascii_only=st.booleans(),
    separators=st.sampled_from([None, (",", ":"), (" ,  ", " : ")]),
)
def test_json_lines_keep_every_byte(
    tmp_path: Path, run: Run, rows: list[dict[str, Any]], ascii_only: bool, separators: Any
) -> None:
    lines = [
        json.dumps({**row, "title": "A", "plot": "war"}, ensure_ascii=ascii_only, separators=separators) for row in rows
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8", errors="surrogatepass")
    run(tmp_path / "in.jsonl", tmp_path / "out.jsonl")
    written = (tmp_path / "out.jsonl").read_text().split("\n")[:-1]
    assert len(written) == len(lines)
    for before, after in zip(lines, written, strict=True):
        assert after.startswith(before[:-1].rstrip() + ", ")
        assert list(json.loads(after)) == [*json.loads(before), *list(json.loads(after))[-3:]]


CELL = st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.sampled_from(['"', ",", "\n", "007"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=5), target=st.sampled_from(["csv", "tsv", "jsonl"]))
def test_values_of_csv_stay(tmp_path: Path, run: Run, rows: list[tuple[str, str]], target: str) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(["a", "title", "plot", "b"])
    writer.writerows([a, "x", "war", b] for a, b in rows)
    (tmp_path / "in.csv").write_bytes(file.getvalue().encode())
    run(tmp_path / "in.csv", tmp_path / f"out.{target}")
    written = read_rows(tmp_path / f"out.{target}") if target != "jsonl" else None
    if written is None:
        text = (tmp_path / "out.jsonl").read_text(encoding="utf-8")
        written = [json.loads(line) for line in text.split("\n")[:-1]]
    assert [(row["a"], row["b"]) for row in written] == rows
