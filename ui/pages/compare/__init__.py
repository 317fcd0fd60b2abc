"""The Compare page: every size and file of a family on one board."""
