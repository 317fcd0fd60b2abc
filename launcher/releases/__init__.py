"""Newer versions of Snug: the release feed, and what it said last."""
