"""Classifies a file: from the reader over the transport to the output."""

import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from movie_classifier.choice.choice import GenreChoice
from movie_classifier.errors import MovieClassifierError
from movie_classifier.tables.arrow import REASON, answer_schema
from movie_classifier.tables.bulk.destination import check_output
from movie_classifier.tables.bulk.kept import add_unread_rows
from movie_classifier.tables.bulk.output import Done, FileOutput, Output, open_output
from movie_classifier.tables.bulk.progress import Progress
from movie_classifier.tables.bulk.transport import Answer, Task, Transport
from movie_classifier.tables.columns import PREFIX, name_added_columns
from movie_classifier.tables.errors import Interrupted, ModelChanged, ResumeRefused, RowRefused, RunStopped
from movie_classifier.tables.files.blocks import BLOCK_ROWS, Block, ColumnChoice, Reader, RejectedRow
from movie_classifier.tables.files.csv_reader import BLOCK_CHARACTERS, CsvReader
from movie_classifier.tables.files.dialect import Dialect
from movie_classifier.tables.files.encoders import make_encoder, to_records
from movie_classifier.tables.files.formats import FileFormat
from movie_classifier.tables.files.reader import open_reader
from movie_classifier.tables.files.source import Source
from movie_classifier.version import __version__

BATCH_SIZE = 256
"""Default number of rows in a task: as many as one request to the service may have."""

BLOCKS_UNDER_WAY = 2
"""Number of blocks whose tasks are under way, so that workers are busy while the block before is written."""


@dataclass(frozen=True)
class Job:
    """What to classify, and how.

    Attributes:
        input, output: path of a file, or `-` for standard input and output.
        input_format, output_format: formats of the two.
        choice: columns that the user named.
        encoding: encoding of the input.
        genres: which genres the films get; by default those of the classifier.
        scores: whether to add the probability of every genre.
        prefix: put before the name of an added column if the input has a column with that name.
        batch_size: rows in a task.
        overwrite: whether to replace an existing output.
        resume: whether to continue an earlier run.
        strict: whether to stop at the first row that cannot be classified.
        keep_rejected: whether rows that cannot be classified are also in the output, in their place, with the reason.
        quiet: whether to print nothing but errors.
    """

    input: str
    output: str
    input_format: FileFormat
    output_format: FileFormat
    choice: ColumnChoice = ColumnChoice()  # noqa: RUF009 - a constant
    encoding: str = "utf-8"
    genres: GenreChoice | None = None
    scores: bool = False
    prefix: str = PREFIX
    batch_size: int = BATCH_SIZE
    overwrite: bool = False
    resume: bool = False
    strict: bool = False
    keep_rejected: bool = False
    quiet: bool = False


def classify_file(job: Job, connect: Callable[[], AbstractContextManager[Transport]]) -> Done:
    """Classify a file, and return what was written.

    Args:
        job: what to classify.
        connect: opens the transport. It is called once the input turned out to be readable.

    Raises:
        InputUnreadable, ColumnNotFound: the input is not a list of films.
        InvalidChoice: the model has no genre that `job.genres` names.
        OutputUnusable, OutputExists, UnfinishedRun, ResumeRefused: the output cannot be written.
        RowRefused: `job.strict`, and a row cannot be classified.
        RunStopped, Interrupted: the run ended early, and its finished rows are kept.
    """
    check_output(job.output, job.input, overwrite=job.overwrite, resume=job.resume)
    with Source(job.input, job.input_format, job.encoding) as source:
        resumable = not source.is_stream
        if job.resume and not resumable:
            raise ResumeRefused(f"{source.name} cannot be read twice")
        reader = open_reader(source, job.choice.find, job.output_format.kind)
        with connect() as transport:
            run = _Run(job, source, reader, transport)
            output = run.open_output()
            try:
                run.classify(output)
                output.finish()
            except (MovieClassifierError, KeyboardInterrupt) as error:
                if not isinstance(output, FileOutput):
                    raise
                output.close()
                if not resumable or not output.done.blocks or isinstance(error, RowRefused):
                    output.discard()
                    raise
                if isinstance(error, MovieClassifierError):
                    raise RunStopped(str(error), output.done.rows) from error
                raise Interrupted(output.done.rows) from error
            return output.done


class _Run:
    """One run with its reader, transport and encoder."""

    def __init__(self, job: Job, source: Source, reader: Reader, transport: Transport) -> None:
        self._job, self._source, self._reader, self._transport = job, source, reader, transport
        self._film_columns = job.choice.find(reader.columns)
        self._model = transport.info()
        self._decision = job.genres.for_model(self._model) if job.genres else None
        self._labels = self._model.labels if job.scores else ()
        fields = answer_schema(self._labels)
        if not job.keep_rejected:
            fields = fields.remove(REASON)
        names = name_added_columns(fields.names, reader.columns, job.prefix)
        self._added = pa.schema([field.with_name(name) for field, name in zip(fields, names, strict=True)])
        if isinstance(reader, CsvReader) and job.input_format.kind == job.output_format.kind:
            dialect = reader.dialect
        else:
            dialect = Dialect("\t" if job.output_format.kind == "tsv" else ",")
        self._encoder = make_encoder(job.output_format, reader.schema, self._added, dialect)

    def open_output(self) -> Output:
        """Open the output; see `output.open_output`."""
        job = self._job
        options = [
            job.input_format,
            job.output_format,
            job.encoding,
            self._decision and asdict(self._decision),
            self._added.names,
            self._film_columns,
            [BLOCK_CHARACTERS, BLOCK_ROWS],  # they decide which rows the finished blocks have
        ]
        same = {
            "the input": "" if self._source.is_stream else self._source.digest(),
            "the model": self._model.content_hash,
            "the options": json.dumps(options),
            "the version of movie_classifier": __version__,
        }
        return open_output(job.output, self._encoder, same, job.resume, job.quiet)

    def classify(self, output: Output) -> None:
        """Classify all blocks that are not in the output yet."""
        if output.done.finished:
            return
        done, fraction_read = output.done.rows, self._source.fraction_read
        with Progress(self._reader.total, done, fraction_read, self._job.quiet) as progress:
            for block, answers in self._answer(output.done, progress):
                rows, added, rejected = self._divide(block, answers)
                if rejected and self._job.strict:
                    raise RowRefused(self._source.name, rejected[0].line, rejected[0].reason)
                if self._transport.info().content_hash != self._model.content_hash:
                    raise ModelChanged
                output.append(self._encoder.encode(rows, added), _count(block), rejected)

    def _answer(self, done: Done, progress: Progress) -> Iterator[tuple[Block, Any]]:
        """Yield each block with its answers. The next block is under way meanwhile."""
        waiting: deque[tuple[Block, list[Answer]]] = deque()
        read = done.rows
        for block in islice(self._reader.blocks(), done.blocks, None):
            read += _count(block)
            progress.read(read)
            waiting.append((block, self._submit(block)))
            if len(waiting) == BLOCKS_UNDER_WAY:
                yield self._collect(*waiting.popleft(), progress)
        while waiting:
            yield self._collect(*waiting.popleft(), progress)

    def _submit(self, block: Block) -> list[Answer]:
        size, (title, description) = self._job.batch_size, self._film_columns
        descriptions = block.column(description)
        titles = [None] * len(descriptions) if title is None else block.column(title)
        starts = range(0, max(len(descriptions), 1), size)  # one task at least, for the schema of its answers
        tasks = [
            Task(titles[start : start + size], descriptions[start : start + size], self._decision) for start in starts
        ]
        return [self._transport.submit(task, self._labels) for task in tasks]

    def _collect(self, block: Block, waiting: Sequence[Answer], progress: Progress) -> tuple[Block, Any]:
        batches = []
        for wait in waiting:
            batches.append(wait())
            progress.advance(batches[-1].num_rows)
        progress.advance(len(block.rejected))
        return block, pa.concat_batches(batches)

    def _divide(self, block: Block, answers: Any) -> tuple[Any, Any, list[RejectedRow]]:
        """Return the rows of the output, their answers, and the rejected rows by line."""
        reasons, rejected, rows = answers.column(REASON), list(block.rejected), block.batch()
        for index in pc.indices_nonzero(reasons.is_valid()).to_pylist():
            [row] = to_records(rows.slice(index, 1))
            rejected.append(RejectedRow(block.lines[index], reasons[index].as_py(), row))
        if self._job.keep_rejected:
            rows, answers = add_unread_rows(rows, answers, block)
        else:
            rows, answers = (each.filter(reasons.is_null()) for each in (rows, answers.remove_column(REASON)))
        return rows, pa.record_batch(answers.columns, self._added), sorted(rejected, key=lambda row: row.line)


def _count(block: Block) -> int:
    return len(block.lines) + len(block.rejected)
