"""Which genres films get, how many of them, and under which names: the choice of a user."""
