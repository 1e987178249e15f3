"""Films whose genres are kept by Jellyfin or Emby, which answer over HTTP."""
