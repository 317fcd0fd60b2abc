"""The Measure page: what a quantization costs, measured on this computer."""
