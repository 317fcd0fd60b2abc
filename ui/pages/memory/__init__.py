"""Memory in detail: what each part is, every choice with its words, and what loads really took."""
