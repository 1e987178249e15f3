"""Benchmark of the service at three times the sustainable rate."""
