"""The spaCy pipeline: how it is loaded and checked, and how it is kept fast and small. Nothing else imports spaCy."""
