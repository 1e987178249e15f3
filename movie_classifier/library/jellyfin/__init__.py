"""Adds genres to the films of Jellyfin or Emby, over HTTP."""
