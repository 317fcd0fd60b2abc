"""Our end of the worker."""
