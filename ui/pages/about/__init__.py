"""What this program is, where its data lies, and whose work is inside."""
