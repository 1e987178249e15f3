"""Weights that are copied from another pipeline or fitted by regression, not trained."""
