"""Scores of a trained pipeline: thresholds, metrics, groups of films, and the model card."""
