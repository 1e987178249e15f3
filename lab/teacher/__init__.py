"""The teacher: a fine-tuned sentence encoder whose probabilities the shipped pipeline learns from."""
