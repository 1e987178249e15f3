"""Reads a film's poster with an image network, and combines what it says with the probabilities of the text."""
