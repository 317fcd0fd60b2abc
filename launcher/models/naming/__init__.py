"""How makers name models: every part of a name found, and what it means said in a sentence."""
