"""What wrk 4.1.0 printed in some runs."""

import pytest

from lab.benchmarks.wrk import Measurement, WrkFailed, parse

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

QUICK = """\
Running 3s test @ http://127.0.0.1:8792
  1 threads and 4 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   524.59us  755.63us  16.47ms   96.27%
    Req/Sec     9.25k     2.85k   19.90k    93.33%
  Latency Distribution
     50%  402.00us
     75%  564.00us
     90%  832.00us
     99%    3.44ms
  27691 requests in 3.01s, 1.06MB read
Requests/sec:   9205.34
Transfer/sec:    359.58KB
"""

BROKEN_CONNECTIONS = """\
Running 3s test @ http://127.0.0.1:8792
  1 threads and 4 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     2.22ms    2.83ms  17.36ms   85.77%
    Req/Sec     1.97k   416.54     3.15k    73.33%
  Latency Distribution
     50%    0.90ms
     75%    2.89ms
     90%    6.19ms
     99%   13.47ms
  5866 requests in 3.01s, 229.14KB read
  Socket errors: connect 0, read 2933, write 0, timeout 0
Requests/sec:   1951.75
Transfer/sec:     76.24KB
"""

SLOW = """\
Running 3s test @ http://127.0.0.1:8792
  1 threads and 4 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.31s     6.16ms   1.32s    75.00%
    Req/Sec    10.33     16.20    29.00     66.67%
  Latency Distribution
     50%    1.30s 
     75%    1.31s 
     90%    1.32s 
     99%    1.32s 
  8 requests in 3.02s, 320.00B read
Requests/sec:      2.65
Transfer/sec:     106.11B
"""  # noqa: W291 - as it prints them

NO_ANSWER = """\
Running 3s test @ http://127.0.0.1:8792
  1 threads and 4 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     0.00us    0.00us   0.00us    -nan%
    Req/Sec     0.00      0.00     0.00      -nan%
  Latency Distribution
     50%    0.00us
     75%    0.00us
     90%    0.00us
     99%    0.00us
  0 requests in 3.01s, 0.00B read
Requests/sec:      0.00
Transfer/sec:       0.00B
"""


@pytest.mark.parametrize(
    ("text", "requests", "seconds", "p50", "p99", "bad_statuses", "socket_errors"),
    [
        (QUICK, 27_691, 3.01, 0.402, 3.44, 0, 0),
        (SLOW, 8, 3.02, 1_300, 1_320, 0, 0),
        (SOME_REFUSED, 176, 2.01, 44.05, 48.35, 35, 0),
        (BROKEN_CONNECTIONS, 5_866, 3.01, 0.9, 13.47, 0, 2_933),
    ],
)
def test_what_wrk_prints(
    text: str, requests: int, seconds: float, p50: float, p99: float, bad_statuses: int, socket_errors: int
) -> None:
    measured = parse(text)
    assert measured == Measurement(
        requests, pytest.approx(requests / seconds), pytest.approx(p50), pytest.approx(p99), bad_statuses, socket_errors
    )
    assert measured.failures == bad_statuses + socket_errors


def test_percentiles_without_responses_are_refused() -> None:
    with pytest.raises(WrkFailed, match="no request was answered"):
        parse(NO_ANSWER)


@pytest.mark.parametrize("text", ["", "unable to connect to 127.0.0.1:8791 Connection refused\n", QUICK[:300]])
def test_anything_else_is_an_error(text: str) -> None:
    with pytest.raises(WrkFailed, match="unknown format"):
        parse(text)
