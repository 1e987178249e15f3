"""The comparison of methods that predict genres from a title and a description."""
