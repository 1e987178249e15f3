"""The comparison of methods that predict genres from posters, from text, and from both."""
