"""The same program in a terminal."""
