"""Fits the weights of labels to the features of a pipeline that was trained on others."""
