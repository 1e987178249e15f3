"""`movie_classifier bulk`, with kills, full disks, pipes and terminals that are real."""

import json
import os
import pty
import random
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest

from movie_classifier.cli.bulk import EXAMPLES
from tests.cli import process
from tests.cli.process import Result, check_one_line
from tests.conftest import ROOT
from tests.tables.bulk.test_run import make_rows, write_rows
from tests.tables.files.workbook import write_workbook

NORMAL, SMALL_BLOCKS = "movie_classifier", "tests.cli.bulk_in_small_blocks"

Start = Callable[..., "subprocess.Popen[str]"]
Run = Callable[..., Result]


@pytest.fixture
def start(tiny_model: Path, service: str, tmp_path: Path) -> Start:
    """A function that starts the command in the folder of the test.

    Without `--local` it asks a service with the tiny model, because loading spaCy takes most of a second.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MOVIE_CLASSIFIER_")}
    environment |= {
        "MOVIE_CLASSIFIER_MODEL": str(tiny_model), "MOVIE_CLASSIFIER_URL": service, "PYTHONPATH": str(ROOT),
    }  # fmt: skip

    def start(*arguments: str, module: str = NORMAL, shell: str = "", **options: object) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", module, "bulk", *arguments]
        if shell:
            command = ["bash", "-c", shell, "bash", *command]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
        return subprocess.Popen(command, cwd=tmp_path, env=environment, text=True, **pipes)  # type: ignore[call-overload, no-any-return]

    return start


@pytest.fixture
def run(tiny_model: Path, service: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A function that runs the command in this process, in the folder of the test."""
    monkeypatch.chdir(tmp_path)
    return partial(process.run, "bulk", MOVIE_CLASSIFIER_URL=service)


@pytest.fixture
def run_apart(start: Start) -> Run:
    """A function that runs the command in a process of its own, to its end."""

    def run(*arguments: str, text: str = "", **options: object) -> Result:
        with start(*arguments, **options) as process:
            output, errors = process.communicate(text, timeout=120)
        return Result(arguments, process.returncode, output, errors)

    return run


FILMS = "id,title,plot\n007,Guns,a soldier fights explosions\n008,Empty,\n009,Tears,a tragic death\n"


def test_a_file(tmp_path: Path, run: Run) -> None:
    (tmp_path / "films.csv").write_text(FILMS)
    result = run("films.csv", "--output", "out.csv")
    assert (result.returncode, result.stdout) == (3, "")
    assert result.stderr.startswith("3 rows in ")
    assert result.stderr.endswith(" rows/s), 1 rejected: no description 1 (out.csv.rejected.jsonl)\n")
    assert (
        (tmp_path / "out.csv")
        .read_text()
        .startswith('"id","title","plot","genre","genres","confidence"\n"007","Guns",')
    )
    rejected = json.loads((tmp_path / "out.csv.rejected.jsonl").read_text())
    assert rejected == {"line": 3, "reason": "no description", "row": {"id": "008", "title": "Empty", "plot": ""}}
    result = run("films.csv", "--output", "-", "--quiet", "--keep-rejected")
    assert [line.split(",")[0] for line in result.stdout.splitlines()] == ['"id"', '"007"', '"008"', '"009"']
    assert result.stdout.splitlines()[2].endswith(',,,,"no description"')
    (tmp_path / "films.csv").write_text(FILMS.replace("008,Empty,\n", ""))
    check_one_line(run("films.csv", "--output", "out.csv", "--quiet"), "out.csv is there already", "--overwrite")
    result = run("films.csv", "--output", "out.csv", "--quiet", "--overwrite")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert not (tmp_path / "out.csv.rejected.jsonl").exists()


def test_through_pipes(tmp_path: Path, run_apart: Run) -> None:
    """The output is UTF-8, whatever the terminal has."""
    films = '{"title": "天 🤠", "plot": "a tragic death"}\n{"title": "A"}\n'
    shell = 'PYTHONIOENCODING=cp1252 "$@"'
    result = run_apart("-", "--input-format", "jsonl", "--output", "-", text=films, shell=shell)
    answer = {"genre": "Drama", "genres": ["Drama"], "confidence": "normal"}
    assert json.loads(result.stdout) == {"title": "天 🤠", "plot": "a tragic death"} | answer
    assert result.stderr.splitlines()[0] == "line 2: no description"
    assert result.returncode == 3
    result = run_apart("-", "--input-format=csv", "--output=-", "--output-format=tsv", "-q", text=FILMS)
    assert (result.stdout.count("\t"), result.stdout.count("\n"), result.stderr) == (15, 3, "")
    assert list(tmp_path.iterdir()) == []


def test_a_workbook(tmp_path: Path, run: Run) -> None:
    pytest.importorskip("python_calamine", reason="the extra bulk is not installed")
    write_workbook(tmp_path / "films.xlsx", [["year", "plot"], [2019, "a tragic death"], [2020, None]])
    result = run("films.xlsx", "--output", "-", "--output-format", "csv")
    assert result.stdout.splitlines()[1:] == ['"2019","a tragic death","Drama","Drama","normal"']
    assert result.stderr.startswith("line 3: no description\n")
    check_one_line(
        run("films.xlsx", "--output", "-"), "format of standard input or output is unknown", "--output-format"
    )
    check_one_line(run("films.xlsx", "--output", "o.xlsx"), "o.xlsx is a spreadsheet: save it as CSV")


def test_names_that_the_encoding_lacks_stop_nothing(tmp_path: Path, run_apart: Run) -> None:
    (tmp_path / "天.csv").write_text(FILMS)
    assert run_apart("天.csv", "--output", "出.csv", shell='PYTHONIOENCODING=cp1252 "$@"').stderr.endswith(
        " 1 rejected: no description 1 (\\u51fa.csv.rejected.jsonl)\n"
    )


def test_a_reader_that_goes_away(run_apart: Run) -> None:
    text = FILMS + "1,A,war\n" * 20_000
    shell = 'set -o pipefail; "$@" | head -1'
    result = run_apart("-", "--input-format=csv", "--output=-", text=text, shell=shell, module=SMALL_BLOCKS)
    assert result.stdout == '"id","title","plot","genre","genres","confidence"\n'
    assert result.stderr == ""
    assert result.returncode == 1


@pytest.mark.slow
def test_local_and_service_give_the_same_bytes(tmp_path: Path, run_apart: Run) -> None:
    write_rows(tmp_path / "films.csv", make_rows(300))
    local = run_apart("films.csv", "--output", "local.csv.gz", "--scores", "--local", "--processes", "2")
    http = run_apart("films.csv", "--output", "http.csv.gz", "--scores", "--batch-size", "7")
    assert (local.returncode, http.returncode) == (3, 3)
    for name in ("", ".rejected.jsonl"):
        expected = (tmp_path / f"local.csv.gz{name}").read_bytes()
        assert (tmp_path / f"http.csv.gz{name}").read_bytes() == expected


def test_doubt_is_shown(tmp_path: Path, run: Run, shipped_service: str) -> None:
    """The model reads English: a German plot has low confidence, as the single command says."""
    german = "Ein Reiter kommt in eine kleine Stadt und kaempft dort gegen den Sheriff."
    english = "A gunslinger rides into a frontier town and duels the sheriff."
    (tmp_path / "films.csv").write_text(f"title,plot\nDer Reiter,{german}\nHigh Plains,{english}\n")
    result = run("films.csv", "--output", "-", "--quiet", "--url", shipped_service)
    assert [line.rsplit(",", 1)[1] for line in result.stdout.splitlines()] == ['"confidence"', '"low"', '"normal"']


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples(tmp_path: Path, run: Run, run_apart: Run, shipped_service: str, example: str) -> None:
    """The examples of the help run, and find the genre that a reader expects."""
    assert f"  {example}\n" in run("--help").stdout
    film = {"title": "High Plains", "plot": "A gunslinger rides into a frontier town."}
    (tmp_path / "films.csv").write_text("title,plot\n" + ",".join(film.values()) + "\n")
    (tmp_path / "films.jsonl").write_text(json.dumps(film) + "\n")
    arguments = example.removeprefix("movie_classifier bulk ").replace("--local ", "")  # a service answers sooner
    result = run_apart(shell=f'"$@" --url {shipped_service} {arguments}')
    assert result.returncode == 0, result.stderr
    output = tmp_path / "films.genres.csv"
    assert "Western" in (output.read_text() if output.exists() else result.stdout)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("films.csv",), "Missing option '--output'"),
        (("films.csv", "--output", "o.csv", "--processes", "2"), "--processes needs --local"),
        (("films.csv", "--output", "o.csv", "--local", "--url", "http://x"), "leave out --url"),
        (("films.csv", "--output", "o.csv", "--local", "--requests", "2"), "leave out --requests"),
        (("films.csv", "--output", "-", "--resume"), "--resume needs files"),
        (("films.csv", "--output", "-", "--strict", "--keep-rejected"), "leave out --keep-rejected, or --strict"),
        (("films.csv", "--output", "o.csv", "--encoding", "latin-0"), "'latin-0' is not an encoding"),
        (("films.csv", "--output", "o.csv", "--encoding", "base64"), "'base64' is not an encoding"),
        (("films.csv", "--output", "o.csv", "--batch-size", "257"), "257 is not in the range"),
    ],
)
def test_wrong_usage(tmp_path: Path, run: Run, arguments: Sequence[str], message: str) -> None:
    (tmp_path / "films.csv").write_text(FILMS)
    result = run(*arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert message in result.stderr
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("no.csv", "--output", "o.csv"), ("no.csv cannot be read: there is no such file",)),
        ((".", "--output", "o.csv"), (". cannot be read: it is a folder",)),
        (("films.txt", "--output", "o.csv"), ("the format of films.txt is unknown", "--input-format", "jsonl.gz")),
        (("films.csv", "--output", "o.txt"), ("the format of o.txt is unknown", "--output-format")),
        (("films.csv", "--output", "films.csv"), ("films.csv cannot be written: it is the input",)),
        (("films.csv", "--output", "x/o.csv"), ("x/o.csv cannot be written: there is no folder x",)),
        (("films.txt", "--input-format", "jsonl", "--output", "o.csv"), ("films.txt", "it has no JSON object")),
        (("films.csv", "--output", "o.csv", "--title-column", "name"), ("expected name, found id, title, plot",)),
        (("films.csv", "--output", "o.csv", "--strict"), ("films.csv, line 3: no description",)),
        (("films.csv", "--output", "o.csv", "--url", "http://127.0.0.1:9"), ("http://127.0.0.1:9 cannot be reached",)),
    ],
)
def test_errors_are_one_line(tmp_path: Path, run: Run, arguments: Sequence[str], words: Sequence[str]) -> None:
    for name in ("films.csv", "films.txt"):
        (tmp_path / name).write_text(FILMS)
    check_one_line(run(*arguments), *words)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["films.csv", "films.txt"]


@pytest.mark.parametrize(("package", "extra"), [("pyarrow", "bulk"), ("tqdm", "bulk"), ("spacy", "server")])
def test_a_missing_extra_is_one_line(tmp_path: Path, package: str, extra: str) -> None:
    (tmp_path / "films.csv").write_text(FILMS)
    code = f"import sys; sys.modules['{package}'] = None; from movie_classifier.cli import main; main()"
    command = [sys.executable, "-c", code, "bulk", "films.csv", "--output", "o.csv", "--local"]
    result = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    check_one_line(result, f"this needs {package}: pip install 'movie-classifier[{extra}]'")


def wait_for_blocks(process: "subprocess.Popen[str]", state: Path, blocks: int) -> None:
    """Wait until a run has finished some blocks, or has ended."""
    while process.poll() is None:
        if state.exists() and json.loads(state.read_text())["done"]["blocks"] >= blocks:
            return
        time.sleep(0.001)


@pytest.mark.parametrize(
    ("target", "options"),
    [
        ("csv.zst", ("--local", "--processes", "2")),
        ("parquet", ()),
    ],
)
@pytest.mark.slow
def test_killed_and_resumed(
    tmp_path: Path, start: Start, run: Run, run_apart: Run, target: str, options: Sequence[str]
) -> None:
    write_rows(tmp_path / "films.csv", make_rows(3_000))
    assert run_apart("films.csv", "--output", f"whole.{target}", module=SMALL_BLOCKS).returncode == 3
    chance, state = random.Random(target), tmp_path / f"out.{target}.partial" / "state.json"
    command = ("films.csv", "--output", f"out.{target}", "--resume", *options)
    blocks = 0
    for _ in range(2):
        with start(*command, module=SMALL_BLOCKS) as process:
            blocks += chance.randrange(1, 15)
            wait_for_blocks(process, state, blocks)
            process.kill()
        assert not (tmp_path / f"out.{target}").exists()
        blocks = json.loads(state.read_text())["done"]["blocks"]
    result = run(*(argument for argument in command if argument != "--resume"))
    check_one_line(result, "finished rows of an earlier run: add --resume")
    assert run_apart(*command, module=SMALL_BLOCKS).returncode == 3
    for name in ("", ".rejected.jsonl"):
        expected = (tmp_path / f"whole.{target}{name}").read_bytes()
        assert (tmp_path / f"out.{target}{name}").read_bytes() == expected


@pytest.mark.parametrize("options", [(), ("--local", "--processes", "2")])
@pytest.mark.slow
def test_interrupted(tmp_path: Path, start: Start, run: Run, run_apart: Run, options: Sequence[str]) -> None:
    write_rows(tmp_path / "films.csv", make_rows(6_000))
    command = ("films.csv", "--output", "out.csv", *options)
    with start(*command, module=SMALL_BLOCKS, start_new_session=True) as process:
        wait_for_blocks(process, tmp_path / "out.csv.partial" / "state.json", 5)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: all processes get it
        output, errors = process.communicate(timeout=60)
    assert (process.returncode, output) == (130, "")
    [line] = errors.strip().splitlines()
    assert line.startswith("Interrupted; ")
    assert line.endswith(" rows are finished: add --resume to the same command to go on")
    assert run_apart("films.csv", "--output", "out.csv", "--resume", module=SMALL_BLOCKS).returncode == 3
    assert run("films.csv", "--output", "whole.csv").returncode == 3
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()


@pytest.mark.slow
def test_a_killed_worker_is_one_line(tmp_path: Path, start: Start) -> None:
    write_rows(tmp_path / "films.csv", make_rows(6_000))
    with start("films.csv", "--output", "out.csv", "--local", "--processes", "2", module=SMALL_BLOCKS) as process:
        wait_for_blocks(process, tmp_path / "out.csv.partial" / "state.json", 5)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        [worker, *_] = [child for child in children if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text()]
        os.kill(int(worker), signal.SIGKILL)
        output, errors = process.communicate(timeout=60)
    result = Result((), process.returncode, output, errors)
    check_one_line(result, "a worker process was killed", "--processes", "add --resume to the same command")


@pytest.mark.slow
def test_a_full_disk(tmp_path: Path, run: Run, run_apart: Run) -> None:
    """On a file system of 300 kB, in a namespace of its own."""
    write_rows(tmp_path / "films.csv", make_rows(6_000))
    (tmp_path / "disk").mkdir()
    mount = "unshare --user --map-root-user --mount"
    if subprocess.run(f"{mount} mount -t tmpfs none /mnt", shell=True, capture_output=True, check=False).returncode:
        pytest.skip("this system does not let users mount a file system")
    command = ("films.csv", "--output", "disk/out.csv")
    steps = 'mount -t tmpfs -o size=300k none disk; "$@"; code=$?; cp -r disk/. kept; exit $code'
    shell = f"{mount} bash -c '{steps}' bash \"$@\""
    check_one_line(run_apart(*command, module=SMALL_BLOCKS, shell=shell), "No space left on device", "add --resume")
    (tmp_path / "disk").rmdir()
    (tmp_path / "kept").rename(tmp_path / "disk")
    assert run_apart(*command, "--resume", module=SMALL_BLOCKS).returncode == 3
    assert run("films.csv", "--output", "whole.csv").returncode == 3
    assert (tmp_path / "disk" / "out.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()


@pytest.mark.parametrize("quiet", [False, True])
def test_progress_in_a_terminal(tmp_path: Path, start: Start, quiet: bool) -> None:
    write_rows(tmp_path / "films.csv", make_rows(300))
    terminal, end = pty.openpty()
    termios.tcsetwinsize(end, (24, 80))
    options = ("--quiet",) if quiet else ()
    with start("films.csv", "--output", "out.csv", *options, module=SMALL_BLOCKS, stderr=end):
        os.close(end)
    shown = b""
    try:
        while data := os.read(terminal, 4_096):
            shown += data
    except OSError:  # the end of a terminal
        pass
    os.close(terminal)
    if quiet:
        assert shown == b""
    else:
        assert b" rows/s]" in shown
        assert shown.splitlines()[-1].startswith(b"300 rows in ")
