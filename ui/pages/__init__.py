"""One folder per place in the rail."""
