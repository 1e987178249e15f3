"""The model in this process: its folder, its pipeline, and what its probabilities mean."""
