"""Every setting once: type, default, limits."""
