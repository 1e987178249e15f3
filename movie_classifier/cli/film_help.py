"""The help of `movie_classifier`: grouped options, examples, environment variables and exit codes."""

import click

from movie_classifier.cli.commands import LazyGroup

SECTIONS = {
    "Film": ("title", "description", "poster"),
    "Output": ("all_genres", "scores", "as_json"),
    "Genres": ("genres_file", "max_genres", "min_probability", "precision", "language"),
    "Service": ("url", "timeout", "local"),
}
"""Heading → parameters. The other options follow under `Other`."""

EXAMPLES = (
    'movie_classifier --title "High Plains" \\\n'
    '    --description "A gunslinger rides into a frontier town."',
    'movie_classifier --title "Red Star" --all --json \\\n'
    '    --description "A spaceship crew wakes near an alien planet."',
)  # fmt: skip

VARIABLES = (
    ("MOVIE_CLASSIFIER_URL", "Address of the service, as --url."),
    ("MOVIE_CLASSIFIER_API_KEY", "API key, if the service needs one."),
    ("MOVIE_CLASSIFIER_GENRES_FILE", "File with a choice of genres, as --genres-file."),
    ("MOVIE_CLASSIFIER_MODEL", "Folder or name of the model for --local and for `serve`."),
    ("MOVIE_CLASSIFIER_POSTER_MODEL", "Folder of the poster model, likewise."),
)

EXIT_CODES = (
    ("0", "Success."),
    ("1", "The service, the model or a file cannot be used. One line on stderr says why."),
    ("2", "Wrong usage."),
    ("3", "Some rows (bulk) or files (library) cannot be used."),
)


class FilmHelp(LazyGroup):
    """The group with the help of the film command."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options under the headings of `SECTIONS`, and then the commands."""
        records = {param.name: param.get_help_record(ctx) for param in self.get_params(ctx)}
        named = {name for names in SECTIONS.values() for name in names}
        sections = {**SECTIONS, "Other": tuple(name for name in records if name not in named)}
        for heading, names in sections.items():
            with formatter.section(heading):
                formatter.write_dl([record for name in names if (record := records[name])])
        self.format_commands(ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write examples, environment variables and exit codes."""
        with formatter.section("Examples"):
            for line in "\n".join(EXAMPLES).splitlines():
                formatter.write(f"{'':>{formatter.current_indent}}{line}\n")
        with formatter.section("Environment variables"):
            formatter.write_dl(VARIABLES)
        with formatter.section("Exit codes"):
            formatter.write_dl(EXIT_CODES)
