"""Benchmark of the page in Chromium."""
