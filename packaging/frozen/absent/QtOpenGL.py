"""Stands where Qt's OpenGL bindings are left out of the program: it has none of their classes.

pyqtgraph imports the module and uses it only when it is told to draw with OpenGL, which
nothing here does; the bindings would add 9 MB.
"""
