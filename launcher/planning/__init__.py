"""What we would do: which file, and why."""
