"""How bright the posters of each genre are: are posters of horror films darker?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import ttest_1samp, ttest_ind


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
    low, high = ttest_1samp(those, 0).confidence_interval()
    low_difference, high_difference = ttest_ind(those, others, equal_var=False).confidence_interval()
    return Brightness(
        films=len(those),
        mean=float(those.mean()),
        interval=(float(low), float(high)),
        difference=float(those.mean() - others.mean()),
        difference_interval=(float(low_difference), float(high_difference)),
    )
