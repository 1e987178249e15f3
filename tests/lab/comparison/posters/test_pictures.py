import random

import numpy as np
import pytest
from PIL import Image

from lab.comparison.posters.pictures import colour_histogram, luminance
from tests.training.poster_model.drawings import draw, jpeg


def plain(colour: tuple[int, int, int], size: tuple[int, int] = (96, 144)) -> bytes:
    return jpeg(Image.new("RGB", size, colour))


def test_luminance_is_the_luma_of_bt_601() -> None:
    assert luminance(plain((0, 0, 0))) == pytest.approx(0, abs=0.01)
    assert luminance(plain((255, 255, 255))) == pytest.approx(1, abs=0.01)
    assert luminance(plain((0, 255, 0))) == pytest.approx(0.587, abs=0.01)


def test_histograms_are_shares_of_the_whole_and_of_bands() -> None:
    histogram = colour_histogram(draw("Comedy", random.Random(0)))
    assert histogram.reshape(4, -1).sum(axis=1) == pytest.approx([1, 1, 1, 1])
    top = Image.new("RGB", (90, 90), (255, 255, 255))
    top.paste((0, 0, 0), (0, 60, 90, 90))
    whole, upper, _, lower = colour_histogram(jpeg(top)).reshape(4, -1)
    assert upper.argmax() != lower.argmax()
    assert whole[upper.argmax()] == pytest.approx(2 / 3, abs=0.05)


def test_histograms_tell_genres_apart() -> None:
    chance = random.Random(0)
    comedies, thrillers = (
        [colour_histogram(draw(genre, chance)) for _ in range(5)] for genre in ("Comedy", "Thriller")
    )
    within = np.abs(comedies[0] - comedies[1]).sum()
    assert within < np.abs(comedies[0] - thrillers[0]).sum()
