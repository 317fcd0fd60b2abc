"""The program's own entry: the window, and the terminal's commands."""

import sys

from ui.opening import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
