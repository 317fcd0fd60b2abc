"""My models: the library, and the downloads on their way into it."""
