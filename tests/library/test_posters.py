from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("PIL")

from movie_classifier.classifier import GenreClassifier
from movie_classifier.client import GenreClient
from movie_classifier.errors import ServiceAnswerError
from movie_classifier.film import Film
from movie_classifier.library.film import FilmReport
from movie_classifier.library.jellyfin.films import find_jellyfin_films
from movie_classifier.library.jellyfin.server import JellyfinServer
from movie_classifier.library.jellyfin.undo_file import UndoFile
from movie_classifier.library.nfo_films import find_nfo_films
from movie_classifier.library.posters import PosterClassifier, PosterReader
from movie_classifier.library.update import Rules, update_films
from movie_classifier.poster.loading import load_poster_model
from movie_classifier.poster.model import PosterModel
from movie_classifier.prediction import Prediction
from tests.library.jellyfin_server import KEY, fake_jellyfin, make_film
from tests.library.nfo_files import PLOT
from tests.poster.pictures import BRIGHT, DARK, draw


class TextAndPoster:
    """The two models in this process, as the command has them."""

    def __init__(self, classifier: GenreClassifier, model: PosterModel) -> None:
        self.classifier, self.model = classifier, model

    def predict_with_poster(self, film: Film, poster: bytes) -> Prediction:
        [prediction] = self.classifier.predict([film])
        return self.model.add(prediction, poster, self.classifier.info)


@pytest.fixture(scope="module")
def both(classifier: GenreClassifier, poster_model: Path) -> TextAndPoster:
    return TextAndPoster(classifier, load_poster_model(poster_model, classifier.info))


def update(folder: Path, classifier: GenreClassifier, both: PosterClassifier) -> FilmReport:
    rules = Rules(low_confidence=True)
    [report] = update_films(find_nfo_films(folder), classifier, rules, PosterReader(both))
    return report


def test_the_poster_beside_a_file(path: Path, classifier: GenreClassifier, both: TextAndPoster) -> None:
    assert update(path.parent, classifier, both).poster == ""
    path.with_name("poster.jpg").write_bytes(draw(DARK))
    report = update(path.parent, classifier, both)
    assert (report.poster, next(iter(report.genres))) == ("with its poster", "Horror")
    path.with_name("movie-poster.jpg").write_bytes(draw(BRIGHT, (2000, 3000)))
    assert next(iter(update(path.parent, classifier, both).genres)) == "Comedy"


def test_posters_that_cannot_be_used(path: Path, classifier: GenreClassifier, both: TextAndPoster) -> None:
    poster = path.with_name("folder.jpg")
    poster.write_bytes(b"text")
    report = update(path.parent, classifier, both)
    assert report.poster.startswith("without its poster: the poster cannot be used: it is no JPEG")
    assert list(report.genres) == ["Drama"]
    poster.unlink()
    poster.mkdir()
    assert update(path.parent, classifier, both).poster.startswith("without its poster: ")


def test_a_service_without_a_poster_model_is_asked_once(
    path: Path, classifier: GenreClassifier, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.with_name("poster.jpg").write_bytes(draw(DARK))
    [film] = find_nfo_films(path.parent)
    assert not isinstance(film, FilmReport)
    [prediction] = classifier.predict([Film("Tears", PLOT)])
    with GenreClient(service) as client:
        reader = PosterReader(client)
        assert reader.add(prediction, film) == (prediction, "")
        client.url = "http://127.0.0.1:1"
        assert reader.add(prediction, film) == (prediction, "")


class Failing:
    def predict_with_poster(self, film: Film, poster: bytes) -> Prediction:
        raise ServiceAnswerError("http://localhost", 500, "broken")


def test_other_errors_of_the_service_are_raised(path: Path, classifier: GenreClassifier) -> None:
    path.with_name("poster.jpg").write_bytes(draw(DARK))
    with pytest.raises(ServiceAnswerError):
        update(path.parent, classifier, Failing())


@pytest.fixture
def server(classifier: GenreClassifier) -> Iterator[JellyfinServer]:
    with fake_jellyfin() as fake:
        fake.reset(make_film("Dark", PLOT, ImageTags={"Primary": "1"}), make_film("None", PLOT))
        fake.image = draw(DARK)
        yield JellyfinServer(fake.url, KEY, 10)


def test_the_primary_image_of_jellyfin(
    server: JellyfinServer, classifier: GenreClassifier, both: TextAndPoster, tmp_path: Path
) -> None:
    films = find_jellyfin_films(server, UndoFile(tmp_path))
    reports = update_films(films, classifier, Rules(low_confidence=True), PosterReader(both))
    assert [(report.poster, next(iter(report.genres))) for report in reports] == [
        ("with its poster", "Horror"),
        ("", "Drama"),
    ]
