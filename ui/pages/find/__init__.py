"""Find: search the Hub, and a model's page."""
