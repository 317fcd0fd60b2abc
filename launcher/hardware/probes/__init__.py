"""One module per thing that can be asked; each answers or says that it cannot."""
