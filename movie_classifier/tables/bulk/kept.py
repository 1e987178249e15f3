"""Keeps the place of rows that could not be read."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from movie_classifier.tables.arrow import REASON
from movie_classifier.tables.files.blocks import Block
from movie_classifier.tables.files.json_reader import EMPTY_LINE, lines_schema


def add_unread_rows(rows: Any, answers: Any, block: Block) -> tuple[Any, Any]:
    """Return rows and answers with an empty row for each row of `block` that could not be read, in the order of lines.

    Args:
        rows: record batch of the rows that could be read.
        answers: their answers, with `answer_schema`. An empty row has its reason, and nothing else.
        block: the block.
    """
    if not block.rejected:
        return rows, answers
    count = len(block.rejected)
    cells = [pa.array([EMPTY_LINE] * count)] if rows.schema.equals(lines_schema()) else _nulls(rows.schema, count)
    empty = _nulls(answers.schema, count)
    empty[REASON] = pa.array([row.reason for row in block.rejected], pa.string())
    order = pc.sort_indices(pa.array([*block.lines, *(row.line for row in block.rejected)]))
    return tuple(
        pa.concat_batches([batch, pa.record_batch(more, batch.schema)]).take(order)
        for batch, more in ((rows, cells), (answers, empty))
    )


def _nulls(schema: Any, count: int) -> list[Any]:
    return [pa.nulls(count, kind) for kind in schema.types]
