"""Limits numerical libraries to one thread, so that timings are comparable."""

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager

from threadpoolctl import threadpool_limits


@contextmanager
def one_thread() -> Iterator[None]:
    """Limit NumPy, scikit-learn and, if it is installed, PyTorch to one thread inside this context."""
    if importlib.util.find_spec("torch") is None:
        with threadpool_limits(1):
            yield
        return
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with threadpool_limits(1):
            yield
    finally:
        torch.set_num_threads(before)
