"""What was seen on this machine: receipts of loaded models."""
