"""The steps that only the shipped models need. A command reads its options and calls one function."""

from pathlib import Path
from typing import Any

import click

from lab.accurate.command import accurate
from lab.errors import MissingGroup
from movie_classifier.cli import OneLineGroup
from training.config import read_plan

TEACHER = Path("training/output/teacher")


class LabGroup(OneLineGroup):
    """The group of the steps, which names the dependency group of a package that is not installed."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a step."""
        try:
            return super().invoke(ctx)
        except ModuleNotFoundError as error:
            package = (error.name or "").split(".")[0]
            if package in ("lab", "training", "movie_classifier"):
                raise
            raise click.ClickException(str(MissingGroup("teacher", error.name))) from error


@click.group(cls=LabGroup)
def main() -> None:
    """Make the shipped models: teach for the fast one, accurate for the accurate one."""


@main.command()
@click.option(
    "--config", type=click.Path(path_type=Path), default=Path("lab/configs/shipped.cfg"), show_default=True,
    help="Training config.",
)  # fmt: skip
@click.option(
    "--output", type=click.Path(path_type=Path), default=TEACHER, show_default=True,
    help="Folder for checkpoints and teachers. An interrupted run continues from them.",
)  # fmt: skip
@click.option("--encoder", type=click.Path(path_type=Path), help="Sentence encoder.  [default: all-MiniLM-L6-v2]")
def teach(config: Path, output: Path, encoder: Path | None) -> None:
    """Fine-tune sentence encoders, and write their soft labels and word vectors."""
    from lab.teacher.pretrained import encoder_folder

    try:
        from lab.teacher.teach import teach as run
    except ImportError as error:
        raise MissingGroup("teacher", error.name) from error
    click.echo(run(read_plan(config), encoder or encoder_folder(), output, click.echo))


main.add_command(accurate)
