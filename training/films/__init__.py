"""Film lists: download, readers, splits, the tokenizer, spaCy corpora and word vectors."""
