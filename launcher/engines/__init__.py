"""Which engine runs: the folders of libraries on this computer, and what is known of each."""
