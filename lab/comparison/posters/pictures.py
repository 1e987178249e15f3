"""Measures the colours of posters."""

import numpy as np
from numpy.typing import NDArray

from movie_classifier.poster.decode import open_poster

HUES, SATURATIONS, VALUES = 12, 3, 5
"""Bins of the colour histogram."""

ROWS = 3
"""Bands of a poster, from top to bottom, that have histograms of their own."""


def luminance(poster: bytes) -> float:
    """Return the mean luma (ITU-R BT.601) of a poster in [0, 1]: 0 is black, 1 is white."""
    return float(np.asarray(open_poster(poster).convert("L")).mean() / 255)


def colour_histogram(poster: bytes) -> NDArray[np.float32]:
    """Return the shares of colours in HSV space, of the whole poster and of three bands of it.

    Shape ((1 + `ROWS`) * `HUES` * `SATURATIONS` * `VALUES`,). The shares of each histogram sum to 1.
    """
    colours = np.asarray(open_poster(poster).convert("HSV"), dtype=np.int64)
    bins = np.array([HUES, SATURATIONS, VALUES])
    hue, saturation, value = np.moveaxis(colours * bins // 256, -1, 0)
    cells = (hue * SATURATIONS + saturation) * VALUES + value
    bands = [cells, *np.array_split(cells, ROWS)]
    size = int(bins.prod())
    shares = [np.bincount(band.ravel(), minlength=size) / max(1, band.size) for band in bands]
    return np.concatenate(shares).astype(np.float32)
