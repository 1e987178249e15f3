"""`python -m lab.comparison`."""

from lab.comparison.cli import main

main(prog_name="python -m lab.comparison")
