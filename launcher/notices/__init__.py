"""The software of others inside Snug, with its licences: read where it is shown, so any face can.

In a source checkout it is what is installed beside Snug; in a frozen program it is what was
found when the program was made.
"""

from launcher.notices.book import notices
from launcher.notices.notice import Notice

__all__ = ["Notice", "notices"]
