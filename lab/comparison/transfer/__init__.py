"""The learning curve: what each way to train needs of a list of films, and what training on it forgets."""
