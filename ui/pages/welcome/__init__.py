"""The first page: what suits this computer."""
