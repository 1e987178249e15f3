"""Loads and checks the spaCy pipeline, and keeps it fast and small.

No other module of `movie_classifier` imports spaCy.
"""
