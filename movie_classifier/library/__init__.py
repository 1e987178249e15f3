"""Adds genres to the `.nfo` files of a media library."""
