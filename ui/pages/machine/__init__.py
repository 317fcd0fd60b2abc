"""What this computer is, on one page."""
