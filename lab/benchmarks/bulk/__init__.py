"""Benchmark of ways to classify a file of films."""
