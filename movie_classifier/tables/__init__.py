"""Tables of films: pandas, Spark, and files."""
