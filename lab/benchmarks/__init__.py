"""Benchmarks of the service: throughput, overload and memory over time. See README.md."""
