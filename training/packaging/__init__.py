"""Replaces packaged pipelines safely, and builds installable packages of them."""
