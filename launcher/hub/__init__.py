"""Hugging Face, and the only room that knows it."""
