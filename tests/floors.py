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
