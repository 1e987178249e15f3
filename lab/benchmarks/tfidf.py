"""Fits scikit-learn's TF-IDF of words and pairs of words, with one logistic regression for each genre."""

from pathlib import Path
from typing import Any

from lab.benchmarks.films import read_labelled_films
from movie_classifier.film import film_text
from movie_classifier.model.genres import GENRES


def fit_tfidf(path: Path) -> Any:
    """Return a scikit-learn pipeline that is fitted on a film list, from texts to probabilities of `GENRES`."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.pipeline import make_pipeline

    films = read_labelled_films(path)
    texts = [film_text(film) for film, _ in films]
    truth = [[genre in genres for genre in GENRES] for _, genres in films]
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=3)
    regression = LogisticRegression(
        C=4.0, solver="liblinear"
    )  # fits quickly; the solver does not change the prediction speed
    return make_pipeline(vectorizer, OneVsRestClassifier(regression)).fit(texts, truth)
