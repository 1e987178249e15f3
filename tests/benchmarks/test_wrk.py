"""What wrk 4.1.0 printed in some runs."""

import pytest

from benchmarks.wrk import Measurement, WrkFailed, parse

SOME_REFUSED = """\
Running 2s test @ http://127.0.0.1:8791
  1 threads and 4 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency    44.41ms    6.04ms  51.85ms   97.16%
    Req/Sec    88.20     14.36   121.00     85.00%
  Latency Distribution
     50%   44.05ms
     75%   47.63ms
     90%   48.01ms
     99%   48.35ms
  176 requests in 2.01s, 20.45KB read
  Non-2xx or 3xx responses: 35
Requests/sec:     87.64
Transfer/sec:     10.19KB
"""
