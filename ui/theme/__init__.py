"""Colours, type and style, from data."""
