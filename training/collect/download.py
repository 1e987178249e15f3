"""Downloads the film lists from Kaggle."""

import shutil
from pathlib import Path

from movie_classifier.errors import first_line
from training.errors import DownloadFailed
from training.films.known_lists import MOVIES, TMDB, KnownList
from training.whole_file import whole_file

__all__ = ["MOVIES", "TMDB", "download"]


def download(dataset: KnownList, folder: Path) -> Path:
    """Download the file of the dataset into `folder`, and return its path. An older file is replaced.

    Raises:
        DownloadFailed: Kaggle cannot be reached or refuses, or the folder cannot be written.
    """
    import kagglehub  # slow to import, and only needed here

    target = folder / dataset.file
    try:
        cached = kagglehub.dataset_download(dataset.handle, path=dataset.file)
        folder.mkdir(parents=True, exist_ok=True)
        with whole_file(target) as partial:
            shutil.copyfile(cached, partial)
    # kagglehub raises errors of requests, of Kaggle's API and of the file system, without a common base class.
    except Exception as error:
        raise DownloadFailed(dataset.handle, dataset.file, target, first_line(error)) from error
    return target
