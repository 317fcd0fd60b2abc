"""Which engine runs: the one that came with the program, and others a person added."""
