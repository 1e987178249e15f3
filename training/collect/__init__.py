"""Collects films and posters from TMDB's API."""
