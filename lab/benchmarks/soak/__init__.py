"""Benchmark of the service under load for a long time."""
