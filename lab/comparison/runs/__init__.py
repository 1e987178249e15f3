"""One run of a method: its predictions, its cost, and the cache of both."""
