import sys
from io import BytesIO

import pytest

pytest.importorskip("PIL")

from PIL import Image

from movie_classifier.errors import PosterUnusable
from movie_classifier.poster.decode import MAX_PIXELS, open_poster
from movie_classifier.poster.encoding import MAX_POSTER_BYTES
from movie_classifier.poster.shrink import shrink_poster
from tests.poster.pictures import draw, repeat_last_scan


def test_small_posters_stay() -> None:
    poster = draw()
    assert shrink_poster(poster) is poster


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_many_pixels(form: str) -> None:
    poster = draw(size=(2000, 3000), form=form)
    assert MAX_PIXELS < 2000 * 3000
    picture = open_poster(shrink_poster(poster))
    assert picture.size == (500, 750)


def test_many_bytes() -> None:
    noise = Image.effect_noise((800, 1200), 200)
    file = BytesIO()
    noise.save(file, "PNG")
    assert file.tell() > MAX_POSTER_BYTES >= len(shrink_poster(file.getvalue()))


def test_files_that_are_no_posters() -> None:
    with pytest.raises(PosterUnusable, match="damaged"):
        shrink_poster(b"text")
    large = draw(size=(2000, 3000), progressive=True)
    with pytest.raises(PosterUnusable, match="damaged"):
        shrink_poster(large[:5000])
    with pytest.raises(PosterUnusable, match="scans"):
        shrink_poster(repeat_last_scan(large, 200))


def test_without_pillow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert shrink_poster(b"large") == b"large"
