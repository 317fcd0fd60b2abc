"""Who this program is, said once."""

from typing import Final

NAME: Final = "Snug"
APP_ID: Final = "app.snug.Snug"
VERSION: Final = "0.1.0"
LICENCE: Final = "Apache-2.0"
COPYRIGHT: Final = "The Snug authors"

# https addresses; empty where none is named yet.
RELEASE_FEED: Final = ""  # what the newest version is, in the format of launcher/releases
DOWNLOADS: Final = ""  # a page with all downloads
