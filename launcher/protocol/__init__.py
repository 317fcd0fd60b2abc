"""The language spoken with the worker: one frozen value per message."""
