"""The other process, where the engine lives; knows only the protocol."""
