from pathlib import Path

import numpy as np
import pytest

from movie_classifier.model.pipeline.familiarity import FAMILIARITY_FILE, Familiarity, read_familiarity

FAMILIARITY = Familiarity(np.array([-1.0, -2.0, -6.0]), np.array([1, 4, 1]), limit=-2.5)


@pytest.mark.parametrize(("pieces", "value"), [([0, 0], -1.0), ([1, 1], -0.5), ([0, 2], -3.5), ([], 0.0)])
def test_measured_by_character(pieces: list[int], value: float) -> None:
    assert FAMILIARITY.measure(pieces) == value


def test_saved_and_loaded(tmp_path: Path) -> None:
    assert read_familiarity(tmp_path) is None
    FAMILIARITY.write(tmp_path)
    read = read_familiarity(tmp_path)
    assert read is not None
    assert [part.tolist() for part in read[:2]] == [part.tolist() for part in FAMILIARITY[:2]]
    assert read.limit == FAMILIARITY.limit
    (tmp_path / FAMILIARITY_FILE).write_bytes(b"PK")
    with pytest.raises((OSError, ValueError)):
        read_familiarity(tmp_path)
