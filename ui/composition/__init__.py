"""The parts of the window, each kind made in one place; `ui.app` puts them together."""
