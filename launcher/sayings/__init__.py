"""The words for every error; `launcher.sentences` fills in its data."""
