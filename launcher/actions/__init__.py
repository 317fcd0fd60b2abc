"""What a person can do: the parts put together, one module per action."""
