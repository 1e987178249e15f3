"""Measurements of methods that the project does not ship: `python -m comparison --help`."""
