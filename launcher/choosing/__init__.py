"""Which file to take: what was published, what is expected, and the reasons."""
