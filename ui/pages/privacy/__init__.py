"""Every host the program talks to, when, and what it is sent."""
