"""Makes the poster model: reads posters, computes features of an image network, and fits layers and fusion on them."""
