"""Writes the model card, and the table of scores in a Markdown file."""

import json
import re
from pathlib import Path
from typing import Any

from jinja2 import Template

from movie_classifier.model.pipeline.film_tokenizer import MAX_TOKENS
from movie_classifier.model.pipeline.loading import CARD
from training.errors import DataNotFound, DataUnreadable
from training.evaluation.markdown import table
from training.films.known_lists import MOVIES
from training.whole_file import write_whole

BEGIN, END = "<!-- scores of spacy_model -->\n", "<!-- end of scores -->"

NO_CONFIDENCE = """\
The encoder has no list of the words that it knows. So this pipeline does not say when a text is in another language, or
unlike the description of a film."""

LANGUAGE_CONFIDENCE = """\
Confidence is low for a text whose word pieces are rare in the training texts, as those of other languages are. This
pipeline does not say when a text in one of its languages is unlike the description of a film."""

LIMITS = Template(
    """\
## Limits

{% if languages %}
- The model was trained on texts in English and in the languages of the table above. Other languages were not measured.
{% elif films %}
- The model was trained on English texts. In other languages it knows names and a few common words.
{% else %}
- The model knows the words of its training texts, and few words of other languages.
{% endif %}
- Short descriptions are harder. The table by length has the scores.
{% if "TV Movie" in labels and "Foreign" in labels %}
- `TV Movie` and `Foreign` say how a film was made, not what it is about, and TMDB has retired `Foreign`. The model
  rarely finds either. The table by genre has the scores.
{% endif %}
{% if films and extra %}
- The training films end in 2023. The model knows few words that have become common since.
{% endif %}
{% if films %}
- The labels are the choices of TMDB's contributors. Two editions of TMDB agree on a genre of the same film with a
  Jaccard index of 0.82 (Thriller, Action) to 0.92 (Comedy). Contributors prefer some genres for some countries and
  years, and so does the model.
{% else %}
- The labels are those of the film list. The model repeats its habits.
{% endif %}
""",
    trim_blocks=True,
    keep_trailing_newline=True,
)
"""Limits that fit the model.

Variables: `labels`, the labels; `films` and `extra`, whether it was trained on The Movies Dataset, and on extra films;
`languages`, whether it was measured on films in other languages.
"""


def _limits(meta: dict[str, Any]) -> str:
    lists = [source["name"] for source in meta.get("sources") or [] if "films" in source]
    labels = list(meta["performance"]["genres"])
    languages = "languages" in meta["performance"]
    text: str = LIMITS.render(labels=labels, films=MOVIES.name in lists, extra=len(lists) > 1, languages=languages)
    return text


def read_meta(model: Path) -> dict[str, Any]:
    """Read the `meta.json` of the pipeline at `model`.

    Raises:
        DataNotFound: the folder has no pipeline.
    """
    if not (model / "meta.json").is_file():
        raise DataNotFound(model / "meta.json", "name a pipeline with --model")
    meta: dict[str, Any] = json.loads((model / "meta.json").read_text(encoding="utf-8"))
    return meta


def write_card(model: Path) -> None:
    """Write the card of the evaluated pipeline at `model` to its folder."""
    write_whole(model / CARD, model_card(read_meta(model)))


def write_scores(model: Path, readme: Path) -> None:
    """Write the table of scores of the pipeline at `model` between the two markers in `readme`.

    Raises:
        DataNotFound, DataUnreadable: the file is missing, or does not have the markers.
    """
    if not readme.is_file():
        raise DataNotFound(readme, "name a Markdown file with --readme")
    block = BEGIN + "\n" + scores_table(read_meta(model)) + "\n\n" + END
    text, places = re.subn(
        re.escape(BEGIN) + ".*?" + re.escape(END), lambda _: block, readme.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    if places != 1:
        raise DataUnreadable(readme, f"it needs exactly one pair of the lines {BEGIN.strip()} and {END}")
    write_whole(readme, text)


def scores_table(meta: dict[str, Any]) -> str:
    """Return the overall scores of a pipeline's `meta` as Markdown."""
    performance = meta["performance"]
    settings = {"thresholds by genre": performance, "all thresholds 0.5": performance["at_half"]}
    settings["thresholds by genre, without the title"] = performance["description_alone"]
    if "five_genres" in performance:
        settings["the five most frequent genres"] = performance["five_genres"]
    keys = ("precision", "recall", "micro_f1", "macro_f1", "accuracy")
    rows = [
        [name, f"{scores.get('films', performance['films']):,}", *(f"{scores[key]:.3f}" for key in keys)]
        for name, scores in settings.items()
    ]
    return "\n".join(
        [
            *table(["setting", "films", "precision", "recall", "micro-F1", "macro-F1", "accuracy"], rows),
            "",
            f"The most probable genre is right for {performance['top_genre_precision']:.1%} of the films; the expected "
            f"calibration error is {performance['calibration_error']:.3f}.",
        ]
    )


def model_card(meta: dict[str, Any]) -> str:
    """Return the card of a pipeline as Markdown, from its `meta`."""
    performance = meta["performance"]
    title = f"# {meta['name']} {meta['version']}" if meta.get("name") != "pipeline" else "# A pipeline in training"
    sources = meta.get("sources") or []
    films = "".join(_source(source) for source in sources if "films" in source)
    encoder = "".join(_source(source) for source in sources if "films" not in source)
    return "\n".join(
        [
            title,
            "",
            meta.get("description", ""),
            "",
            f"Thresholds were chosen on dev. Scores are those of the {performance['films']:,} test films.",
            "",
            *(["## Films", "", films] if films else []),
            *(["## Encoder", "", encoder] if encoder else []),
            "## Scores",
            "",
            scores_table(meta),
            "",
            "By genre:",
            "",
            *_by_genre(meta),
            "",
            "By decade:",
            "",
            *_by_group("decade", performance["decades"]),
            "",
            "By length of the description:",
            "",
            *_by_group("description", performance["lengths"]),
            "",
            *_by_language(performance.get("languages")),
            *_by_word_pieces(performance.get("word_pieces"), "languages" in performance),
            *_by_confidence(performance.get("confidence")),
            _limits(meta),
            meta.get("notes", ""),
            "",
        ]
    )


def _by_genre(meta: dict[str, Any]) -> list[str]:
    rows = [
        [genre, f"{scores['films']:,}", *_figures(scores), f"{meta['thresholds'][genre]:.2f}"]
        for genre, scores in meta["performance"]["genres"].items()
    ]
    return table(["genre", "films", "precision", "recall", "F1", "threshold"], rows)


def _figures(scores: dict[str, float]) -> list[str]:
    return [f"{scores[key]:.3f}" for key in ("precision", "recall", "f1")]


def _source(source: dict[str, str]) -> str:
    films = f", {int(source['films']):,} films" if "films" in source else ""
    return f"- {source['name']}{films}" + (f": <{source['url']}>\n" if "url" in source else "\n")


def _by_language(groups: dict[str, dict[str, Any]] | None) -> list[str]:
    """Return the section of a pipeline that was measured on films in other languages."""
    if not groups:
        return []
    keys = ("micro_f1", "top_genre_precision", "calibration_error")
    rows = [[name, f"{scores['films']:,}", *(f"{scores[key]:.3f}" for key in keys)] for name, scores in groups.items()]
    return [
        "Some of these films have a text in another language too. With it instead of the English text:",
        "",
        *table(["language", "films", "micro-F1", "top genre", "calibration error"], rows),
        "",
    ]


def _by_word_pieces(groups: dict[str, dict[str, Any]] | None, languages: bool) -> list[str]:
    """Return the section of a pipeline that reads the beginning of a text only."""
    if not groups:
        return []
    return [
        f"The sentence encoder reads the first {MAX_TOKENS} word pieces of title and description, about "
        f"{MAX_TOKENS * 3 // 4} words. The rest of a longer text is ignored:",
        "",
        *_by_group("title and description", groups),
        "",
        LANGUAGE_CONFIDENCE if languages else NO_CONFIDENCE,
        "",
    ]


def _by_confidence(measures: dict[str, float] | None) -> list[str]:
    if not measures:
        return []
    right = [
        f"right for {measures[key]:.1%} of {films}"
        for key, films in {"top_genre_precision_low": "them", "top_genre_precision_normal": "the others"}.items()
        if key in measures
    ]
    return [
        f"Confidence is low for {measures['low']:.1%} of the test films. The most probable genre is "
        f"{' and '.join(right)}.",
        "",
    ]


def _by_group(heading: str, groups: dict[str, dict[str, Any]]) -> list[str]:
    rows = [
        [name, f"{scores['films']:,}", f"{scores['micro_f1']:.3f}", f"{scores['top_genre_precision']:.1%}"]
        for name, scores in groups.items()
    ]
    return table([heading, "films", "micro-F1", "top genre"], rows)
