"""How the shipped models were made and measured. Users need nothing of it."""
