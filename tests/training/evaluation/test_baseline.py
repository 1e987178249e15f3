from training.config import Plan
from training.evaluation.baseline import score_baseline
from training.evaluation.metrics import decision_metrics
from training.evaluation.thresholds import threshold_by_genre
from training.films.corpus import read_labelled


def test_learns_the_films(trained: Plan) -> None:
    labels = trained.labels
    dev, test = score_baseline(trained.train, [trained.dev, trained.test], labels)
    texts, truth = read_labelled(trained.test, labels)
    assert list(test.texts) == texts
    assert (test.truth == (truth > 0)).all()
    assert ((test.scores >= 0) & (test.scores <= 1)).all()
    assert decision_metrics(test, threshold_by_genre(dev))["micro_f1"] > 0.9


def test_a_label_without_films_gets_no_probability(trained: Plan) -> None:
    assert "Foreign" in trained.labels
    [test] = score_baseline(trained.train, [trained.test], trained.labels)
    assert not test.scores[:, trained.labels.index("Foreign")].any()
