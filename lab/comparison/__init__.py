"""Measurements of methods that the project does not ship: `python -m lab.comparison --help`."""
