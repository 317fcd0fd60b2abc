"""How the program is come to: what the words ask for, who is there already, what is missing."""
