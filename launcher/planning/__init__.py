"""What we would do: how to hold a context, what more would cost, how fast it answers."""
