"""Below these scores on test no model is shipped. Who lowers one says why, beside it."""

FLOORS = {
    "micro_f1": 0.63,
    "macro_f1": 0.53,
    "top_genre_precision": 0.775,
    "five_genres micro_f1": 0.71,
}
"""Measure in `meta.json` → the least value."""

ACCURATE_FLOORS = {
    "micro_f1": 0.657,
    "macro_f1": 0.556,
    "top_genre_precision": 0.807,
    "five_genres micro_f1": 0.726,
}
"""Likewise for the accurate model."""

CEILINGS = {
    "calibration_error": 0.02,
    "loss of micro_f1 without the title": 0.02,
}
"""Measure → the largest value."""

MULTILINGUAL_FLOORS = {
    "en": {"micro_f1": 0.61, "macro_f1": 0.49, "top_genre_precision": 0.74},
    "all": {"micro_f1": 0.61, "top_genre_precision": 0.76},
    "de": {"micro_f1": 0.57},
    "fr": {"micro_f1": 0.61},
    "es": {"micro_f1": 0.60},
    "it": {"micro_f1": 0.62},
}
"""Likewise for the multilingual model, by language; `all` are the languages other than English. The first version
guards what it reached: 0.645 for all of them, 0.62 for each of the four, and 0.655 for English are wanted."""

POSTER_GAIN, POSTER_MEGABYTES = 0.015, 8
"""Least micro-F1 that the poster adds to the text of each pipeline, and largest size of the poster model."""
