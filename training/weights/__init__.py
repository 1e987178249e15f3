"""Fits the weights of new labels by logistic regression on the features of a trained pipeline."""
