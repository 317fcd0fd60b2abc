"""What a model will take."""
