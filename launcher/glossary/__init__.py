"""What the words mean: every term, every quantization, and which of them suit this machine."""
