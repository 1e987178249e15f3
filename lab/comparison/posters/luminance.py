"""How bright the posters of each genre are: are posters of horror films darker?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t

LEVEL = 0.95


@dataclass(frozen=True)
class Brightness:
    """Mean luma of the posters of a genre.

    Attributes:
        films: number of posters.
        mean: mean luma, 0 for black and 1 for white.
        interval: 95 % confidence interval of the mean (Student's t).
        difference: mean less the mean of the posters without the genre.
        difference_interval: 95 % confidence interval of the difference (Welch's t).
    """

    films: int
    mean: float
    interval: tuple[float, float]
    difference: float
    difference_interval: tuple[float, float]


def brightness_by_genre(
    luminances: NDArray[np.float64], truth: NDArray[np.bool_], labels: tuple[str, ...]
) -> dict[str, Brightness]:
    """Return genre → brightness, the darkest genre first. Genres with fewer than two posters are left out.

    Args:
        luminances: mean luma of each poster, of shape (posters,).
        truth: the genres, of shape (posters, labels).
        labels: names of the genres.
    """
    found = {
        label: _brightness(luminances[truth[:, column]], luminances[~truth[:, column]])
        for column, label in enumerate(labels)
        if min(truth[:, column].sum(), (~truth[:, column]).sum()) > 1
    }
    return dict(sorted(found.items(), key=lambda item: item[1].mean))


def _brightness(those: NDArray[np.float64], others: NDArray[np.float64]) -> Brightness:
    variance, other = those.var(ddof=1) / len(those), others.var(ddof=1) / len(others)
    half = float(t.ppf((1 + LEVEL) / 2, len(those) - 1) * np.sqrt(variance))
    freedom = (variance + other) ** 2 / (variance**2 / (len(those) - 1) + other**2 / (len(others) - 1))
    half_difference = float(t.ppf((1 + LEVEL) / 2, freedom) * np.sqrt(variance + other))
    mean, difference = float(those.mean()), float(those.mean() - others.mean())
    return Brightness(
        films=len(those),
        mean=mean,
        interval=(mean - half, mean + half),
        difference=difference,
        difference_interval=(difference - half_difference, difference + half_difference),
    )
