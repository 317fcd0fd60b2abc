"""Chat: the conversations, the answer as it comes, the memory beside it."""
