"""The numbers of a model as Markdown tables, for the README."""

import json
from pathlib import Path
from typing import Any

from training.errors import DataNotFound


def model_card(model: Path) -> str:
    """Tables of the scores that `evaluate` wrote into the `meta.json` of the pipeline at `model`.

    Raises:
        DataNotFound: there is no pipeline.
    """
    if not (model / "meta.json").is_file():
        raise DataNotFound(model / "meta.json", "name a packaged pipeline with --model")
    meta = json.loads((model / "meta.json").read_text(encoding="utf-8"))
    return "\n".join([*_overall(meta["performance"]), "", *_by_genre(meta)])


def _overall(performance: dict[str, Any]) -> list[str]:
    lines = [
        "| setting | films | precision | recall | micro-F1 | macro-F1 | accuracy |",
        "|---|---|---|---|---|---|---|",
    ]
    settings = {"thresholds by genre": performance, "all thresholds 0.5": performance["at_half"]}
    if "five_genres" in performance:
        settings["five genres, one threshold"] = performance["five_genres"]
    for name, scores in settings.items():
        values = " | ".join(f"{scores[key]:.3f}" for key in ("precision", "recall", "micro_f1", "macro_f1", "accuracy"))
        lines.append(f"| {name} | {scores.get('films', performance['films']):,} | {values} |")
    return [
        *lines,
        "",
        f"The most probable genre is right for {performance['top_genre_precision']:.1%} of the films; the expected "
        f"calibration error is {performance['calibration_error']:.3f}.",
    ]


def _by_genre(meta: dict[str, Any]) -> list[str]:
    lines = ["| genre | films | precision | recall | F1 | threshold |", "|---|---|---|---|---|---|"]
    for genre, scores in meta["performance"]["genres"].items():
        values = " | ".join(f"{scores[key]:.3f}" for key in ("precision", "recall", "f1"))
        lines.append(f"| {genre} | {scores['films']:,} | {values} | {meta['thresholds'][genre]:.2f} |")
    return lines
