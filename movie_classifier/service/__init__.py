"""The HTTP service: uvicorn, its settings, and the API."""
