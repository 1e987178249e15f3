"""Adds genres to the films of a media library: to its `.nfo` files, or to Jellyfin."""
