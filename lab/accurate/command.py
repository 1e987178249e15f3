"""The commands of `python -m lab accurate`, in the order in which they run."""

from pathlib import Path

import click

from movie_classifier.cli import OneLineGroup
from training.config import read_plan

config_option = click.option(
    "--config", type=click.Path(path_type=Path), default=Path("lab/configs/accurate.cfg"), show_default=True,
    help="Training config.",
)  # fmt: skip
encoder_option = click.option(
    "--encoder", type=click.Path(path_type=Path), help="Sentence encoder.  [default: all-MiniLM-L6-v2]"
)


@click.group(cls=OneLineGroup)
def accurate() -> None:
    """Make the accurate pipeline: label, finetune, export, quantize, calibrate; then evaluate and package."""


@accurate.command()
@config_option
@click.argument("table", type=click.Path(path_type=Path))
def translations(config: Path, table: Path) -> None:
    """Add films in other languages to the prepared corpora, from TABLE. Only for languages.cfg."""
    from lab.accurate.translations import add_translations

    counts = add_translations(read_plan(config), table)
    click.echo("added: " + ", ".join(f"{part} {count:,}" for part, count in counts.items()))


@accurate.command()
@config_option
@click.option(
    "--model", type=click.Path(path_type=Path), default=Path("spacy_model"), show_default=True,
    help="Pipeline that labels the films.",
)  # fmt: skip
def label(config: Path, model: Path) -> None:
    """Write the probabilities of another pipeline for the training films."""
    from lab.accurate.labelling import label_films

    click.echo("\n".join(label_films(read_plan(config), model)))


@accurate.command()
@config_option
@encoder_option
def finetune(config: Path, encoder: Path | None) -> None:
    """Fine-tune the encoder on labels and soft labels. Takes hours; goes on where it was stopped."""
    from lab.accurate.finetuning import finetune_encoder
    from lab.pretrained import encoder_folder

    click.echo(finetune_encoder(read_plan(config), encoder or encoder_folder(), click.echo))


@accurate.command()
@config_option
@encoder_option
def export(config: Path, encoder: Path | None) -> None:
    """Write the fine-tuned encoder as a pipeline, in full precision."""
    from lab.accurate.export import export as run
    from lab.pretrained import encoder_folder

    click.echo(run(read_plan(config), encoder or encoder_folder()))


@accurate.command()
@config_option
def quantize(config: Path) -> None:
    """Quantise the encoder of that pipeline to 8 bits."""
    from lab.accurate.quantization import quantize as run

    click.echo(run(read_plan(config)))


@accurate.command()
@config_option
@click.option("--model", type=click.Path(path_type=Path), help="Pipeline to calibrate.  [default: the quantised one]")
def calibrate(config: Path, model: Path | None) -> None:
    """Fit a temperature on the dev films, so that the probabilities can be trusted."""
    from lab.accurate.calibration import calibrate as run

    click.echo("\n".join(run(read_plan(config), model)))
