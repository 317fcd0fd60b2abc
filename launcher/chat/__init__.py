"""Conversations: what was said, and keeping it."""
