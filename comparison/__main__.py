"""`python -m comparison`."""

from comparison.cli import main

main(prog_name="python -m comparison")
