"""Makes the accurate pipeline: a sentence encoder, fine-tuned on all films, and one linear layer."""
