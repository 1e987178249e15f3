"""The steps that only the shipped models need. A command reads its options and calls one function."""

from pathlib import Path

import click

from lab.accurate.command import accurate
from lab.errors import MissingGroup
from training.cli import StepGroup
from training.config import read_plan

TEACHER = Path("training/output/teacher")


class LabGroup(StepGroup):
    """The group of the steps of the lab, whose packages are in a dependency group."""

    def missing(self, package: str) -> MissingGroup:
        """Return the error about a missing package."""
        return MissingGroup("teacher", package)


@click.group(cls=LabGroup)
def main() -> None:
    """Make the shipped models: teach for the fast one, accurate for the accurate one."""


config_option = click.option(
    "--config", type=click.Path(path_type=Path), default=Path("lab/configs/shipped.cfg"), show_default=True,
    help="Training config, whose corpora have been prepared.",
)  # fmt: skip


@main.command()
@config_option
@click.option(
    "--output", type=click.Path(path_type=Path), default=TEACHER, show_default=True,
    help="Folder for checkpoints and teachers. An interrupted run continues from them.",
)  # fmt: skip
@click.option("--encoder", type=click.Path(path_type=Path), help="Sentence encoder.  [default: all-MiniLM-L6-v2]")
def teach(config: Path, output: Path, encoder: Path | None) -> None:
    """Fine-tune sentence encoders, and write their soft labels and word vectors."""
    from lab.pretrained import encoder_folder
    from lab.teacher.teach import teach as run

    click.echo(run(read_plan(config), encoder or encoder_folder(), output, click.echo))


@main.command()
@config_option
@click.option(
    "--model", type=click.Path(path_type=Path), default=Path("spacy_model"), show_default=True, help="Its pipeline."
)
@click.option("--page", type=click.Path(path_type=Path), help="Markdown file whose table of the pipelines is replaced.")
def precision(config: Path, model: Path, page: Path | None) -> None:
    """Add the thresholds for --precision to a pipeline that was evaluated without them."""
    from lab.precision import add_precision, write_table

    add_precision(read_plan(config), model)
    if page:
        write_table(page)


main.add_command(accurate)
