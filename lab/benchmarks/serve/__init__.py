"""Benchmark of the service beside other servers."""
