"""`python -m movie_classifier`, the same as the installed command."""

from movie_classifier.cli import main

main(prog_name="movie_classifier")
