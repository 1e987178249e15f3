"""The comparison of methods that predict MPST's plot tags from a title and a plot."""
