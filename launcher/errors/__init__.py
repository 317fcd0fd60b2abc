"""Everything that can go wrong, drawn as a tree: one module a branch, all imported from here.

Errors carry data, not sentences: `launcher.sentences` says each of them in the
person's words, once, for the window and the terminal alike.
"""

# By star, so that no error can be forgotten here: what asks for every class asks this module.
from launcher.errors.choices import *  # noqa: F403
from launcher.errors.downloads import *  # noqa: F403
from launcher.errors.engine import *  # noqa: F403
from launcher.errors.engines import *  # noqa: F403
from launcher.errors.files import *  # noqa: F403
from launcher.errors.hub import *  # noqa: F403
from launcher.errors.measuring import *  # noqa: F403
from launcher.errors.opening import *  # noqa: F403
from launcher.errors.root import SnugError as SnugError
from launcher.errors.storage import *  # noqa: F403
from launcher.errors.updates import *  # noqa: F403
