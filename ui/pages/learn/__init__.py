"""Learn: words, first steps and names, explained."""
