"""Classifies files of films: `movie_classifier bulk`.

`run.py` has the loop. `source.py` opens the input, a reader makes blocks of rows from it, a transport classifies their
films, an encoder turns rows and answers into bytes, and `output.py` writes them.

Needs the extra `bulk`; to classify in this process also the extra `server`. Needs a POSIX system.
"""
