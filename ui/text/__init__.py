"""Words for people: numbers, sentences, names."""
