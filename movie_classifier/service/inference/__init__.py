"""Queues and threads between the API and the models."""
