"""The tests. Numerical libraries use one thread: tests run in parallel, and threads that wait for each other spin."""

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
