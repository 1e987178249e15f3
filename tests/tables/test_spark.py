"""`with_genres` on a real local Spark. `make test-spark` installs PySpark and runs this; it needs Java 17."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from pyarrow import parquet

from movie_classifier.choice.choice import GenreChoice
from movie_classifier.classifier import GenreClassifier
from movie_classifier.errors import InvalidChoice, ModelNotFound
from movie_classifier.tables import spark
from movie_classifier.tables.columns import ColumnNotFound
from movie_classifier.tables.frames import classify_frame
from movie_classifier.tables.spark import Job, WorkerPythonUnusable, classify_batches, load_classifier, with_genres
from tests.conftest import ROOT, SHIPPED_MODEL, TINY_FILMS

HAS_JAVA = bool(shutil.which("java") or os.environ.get("JAVA_HOME"))

pytestmark = [pytest.mark.spark, pytest.mark.skipif(not HAS_JAVA, reason="Spark needs Java, which is not installed")]

cloudpickle = pytest.importorskip("pyspark.cloudpickle", reason="PySpark is not installed: make test-spark")
sql = pytest.importorskip("pyspark.sql", reason="PySpark is not installed: make test-spark")

CORES, ATTEMPTS = 2, 4


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    folder = tmp_path_factory.mktemp("spark")
    session = (
        sql.SparkSession.builder.master(f"local[{CORES},{ATTEMPTS}]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", CORES)
        .config("spark.local.dir", str(folder))
        .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
        .config("spark.driver.memory", "1g")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture
def films(session: Any) -> Any:
    """The films of the tiny model, in four partitions."""
    rows = [(number, film.title, film.description) for number, (film, _) in enumerate(TINY_FILMS)]
    return session.createDataFrame(rows, "id long, title string, overview string").repartition(4)


def test_equals_classify_frame(films: Any, tiny_model: Path) -> None:
    expected = classify_frame(films.toPandas(), GenreClassifier.load(tiny_model), scores=True)
    answers = with_genres(films, model=str(tiny_model), scores=True)
    assert answers.columns == list(expected.columns)
    by_id = {row.id: row.asDict() for row in answers.collect()}
    for row in expected.to_dict("records"):
        assert by_id[row["id"]] == row | {"reason": None}


def test_declared_schema(films: Any, tiny_model: Path) -> None:
    """The schema is known before any row is read, and without loading the model."""
    answers = with_genres(films, model="nowhere")
    assert answers.schema.simpleString() == (
        "struct<id:bigint,title:string,overview:string,genre:string,genres:array<string>,confidence:string,reason:string>"
    )


def test_rows_that_cannot_be_classified(session: Any, tiny_model: Path) -> None:
    films = session.createDataFrame(
        [(None, ""), ("x", None), ("x", " "), ("x", "x" * 20_001), ("Guns", "a soldier fires guns")],
        "title string, plot string",
    )
    rows = with_genres(films, model=str(tiny_model)).collect()
    assert [(row.genre, row.genres, row.reason) for row in rows[:4]] == [
        (None, None, "no description"),
        (None, None, "no description"),
        (None, None, "no description"),
        (None, None, "description longer than 20,000 characters"),
    ]
    assert rows[4].genre == rows[4].genres[0]
    assert rows[4].reason is None


def test_names_that_are_taken(session: Any, tiny_model: Path) -> None:
    films = session.createDataFrame(
        [("Guns", "a soldier fires guns", "mine")], "Name string, Story string, Genre string"
    )
    answers = with_genres(films, model=str(tiny_model), title_column="name", description_column="story")
    assert answers.columns == ["Name", "Story", "Genre", "predicted_genre", "genres", "confidence", "reason"]
    assert answers.first().Genre == "mine"
    with pytest.raises(ColumnNotFound):
        with_genres(films)


def test_other_columns_keep_their_values(session: Any, tiny_model: Path) -> None:
    """Also values that pandas cannot keep: large numbers beside null, NaN, the hour that a clock change repeats."""
    session.conf.set("spark.sql.session.timeZone", "Europe/Berlin")
    films = session.sql("""
        SELECT 'Guns' AS title, 'a soldier fires guns' AS plot, * FROM VALUES
        (9007199254740993L, double('NaN'), timestamp'2024-10-27T00:30:00Z', 1.50BD, map('a', 1), array(1L, null)),
        (null, null, timestamp'2024-10-27T01:30:00Z', null, null, null)
        AS (whole, real, time, decimal, map, list)
    """)
    answers = with_genres(films, model=str(tiny_model)).select(films.columns)
    assert repr(answers.selectExpr("*", "unix_millis(time)").collect()) == repr(
        films.selectExpr("*", "unix_millis(time)").collect()
    )


def test_empty_table(films: Any, tiny_model: Path) -> None:
    assert with_genres(films.limit(0), model=str(tiny_model)).collect() == []


def test_one_load_in_each_worker(films: Any, tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty tasks on two workers load the model twice."""

    def report(job: Job, batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa

        for batch in classify_batches(job, batches):
            loads = load_classifier.cache_info().misses
            reason = pa.array([f"{os.getpid()} {loads}"] * batch.num_rows)
            yield batch.set_column(batch.schema.get_field_index("reason"), "reason", reason)

    monkeypatch.setattr(spark, "classify_batches", report)
    with_genres(films, model=str(SHIPPED_MODEL)).collect()  # whatever the workers had loaded is forgotten
    answers = with_genres(films.repartition(20), model=str(tiny_model))
    loads = [row.reason.split() for row in answers.collect()]
    workers = {worker for worker, _ in loads}
    assert 1 <= len(workers) <= CORES
    assert len({(worker, count) for worker, count in loads}) == len(workers)


def test_genres_can_be_chosen(films: Any, tiny_model: Path) -> None:
    rows = with_genres(films, model=str(tiny_model), choice=GenreChoice(language="de", max_genres=1)).collect()
    assert {row.genre for row in rows if row.id in {2, 3}} <= {"Drama", "Horror", "Thriller"}
    assert {"Krimi", "Liebesfilm", "Kriegsfilm"} <= {genre for row in rows for genre in row.genres}
    with pytest.raises(InvalidChoice, match="unknown genre: Musical"):
        with_genres(films, model=str(tiny_model), choice=GenreChoice(left_out=["Musical"]))


def test_a_killed_worker_doubles_nothing(
    films: Any, tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker dies after its first batch. Spark runs the task again, and no row is lost or there twice."""
    marker = tmp_path / "killed"

    def die_once(job: Job, batches: Iterator[Any]) -> Iterator[Any]:
        for batch in classify_batches(job, batches):
            yield batch
            with suppress(FileExistsError):
                marker.touch(exist_ok=False)
                os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(spark, "classify_batches", die_once)
    rows = with_genres(films, model=str(tiny_model)).collect()
    assert marker.exists()
    assert sorted(row.id for row in rows) == list(range(len(TINY_FILMS)))
    assert all(row.genre for row in rows)


def test_model_in_an_archive(session: Any, films: Any, tiny_model: Path, tmp_path: Path) -> None:
    archive = shutil.make_archive(str(tmp_path / "films"), "gztar", tiny_model)
    session.sparkContext.addArchive(f"{archive}#shipped_films")
    expected = with_genres(films, model=str(tiny_model), scores=True).collect()
    assert with_genres(films, model="shipped_films", scores=True).collect() == expected


def test_model_that_no_worker_has(films: Any) -> None:
    with pytest.raises(Exception, match="no model in nowhere"):
        with_genres(films.coalesce(1), model="nowhere").collect()
    with pytest.raises(ModelNotFound):
        with_genres(films, model="nowhere", scores=True)


def test_a_python_without_the_package_is_named(
    session: Any, films: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in an environment that is not activated: Spark takes another Python."""
    venv.create(tmp_path, symlinks=True)
    python = str(tmp_path / "bin" / "python")
    monkeypatch.setattr(session.sparkContext, "pythonExec", python)
    with pytest.raises(WorkerPythonUnusable, match=f"in {python}, .*pyarrow.* set PYSPARK_PYTHON={sys.executable}"):
        with_genres(films)


def test_nothing_large_is_sent_to_the_workers(films: Any) -> None:
    """The model stays where it is: the plan has its name only."""
    function = partial(classify_batches, Job(None, 0, 1, None, (), []))
    assert len(cloudpickle.dumps(function)) < 1000


def write_catalogue(path: Path, count: int) -> None:
    """Write films of 5 to 100 random words. Every hundredth film has no description."""
    chance = random.Random(0)
    words = [word for film, _ in TINY_FILMS for word in film.description.split()]
    words += ["".join(chance.choices("aeioulmnrst", k=6)) for _ in range(5_000)]
    plots = [" ".join(chance.choices(words, k=chance.randint(5, 100))) if row % 100 else "" for row in range(count)]
    titles = [" ".join(chance.choices(words, k=3)) for _ in range(count)]
    parquet.write_table(pa.table({"id": range(count), "title": titles, "overview": plots}), path)


def test_equals_bulk(session: Any, tmp_path: Path) -> None:
    pytest.importorskip("movie_classifier.cli.bulk", reason="this version has no bulk command")
    source, bulk, ours = tmp_path / "films.parquet", tmp_path / "bulk.parquet", tmp_path / "spark"
    write_catalogue(source, 5_000)
    command = [sys.executable, "-m", "movie_classifier", "bulk", str(source), "--output", str(bulk)]
    result = subprocess.run([*command, "--local", "--scores", "--quiet"], check=False, timeout=600)
    assert result.returncode == 3  # some rows are rejected

    with_genres(session.read.parquet(str(source)).repartition(8), scores=True).write.parquet(str(ours))
    answers = parquet.read_table(ours).sort_by("id")
    assert answers["id"].to_pylist() == list(range(5_000))
    classified = answers.filter(pc.is_valid(answers["genre"])).drop_columns(["reason"])
    assert classified.equals(parquet.read_table(bulk).select(classified.column_names))
    rest = answers.filter(pc.is_null(answers["genre"])).select(["id", "reason"]).to_pylist()
    rejected = [json.loads(line) for line in (tmp_path / "bulk.parquet.rejected.jsonl").read_text().splitlines()]
    assert rest == [{"id": each["row"]["id"], "reason": each["reason"]} for each in rejected]
    assert len(rest) == 50


def test_example(session: Any, tiny_model: Path, tmp_path: Path) -> None:
    """`spark-submit` runs the example in a Spark of its own."""
    source, target = tmp_path / "films.csv", tmp_path / "classified"
    source.write_text('title,overview\nGuns,"a soldier\nfires ""guns"""\nLaughs,\n')
    submit = [str(Path(sys.executable).with_name("spark-submit")), "--master", "local[1]"]
    example = [str(ROOT / "examples" / "spark_catalogue.py"), str(source), str(target), "--model", str(tiny_model)]
    result = subprocess.run([*submit, *example], capture_output=True, text=True, check=False, timeout=300)
    assert result.returncode == 0, result.stderr
    assert "|no description|1    |" in result.stdout
    rows = {row.title: row for row in session.read.parquet(str(target)).collect()}
    assert rows["Guns"].overview == 'a soldier\nfires "guns"'
    assert rows["Guns"].genre in {"Action", "War"}
    assert rows["Laughs"].genre is None
