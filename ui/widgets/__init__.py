"""Controls drawn by us."""
