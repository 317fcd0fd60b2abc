"""Every setting, generated from the schema."""
