"""How fast the service is, what it does with too much work, and whether it grows; see README.md."""
