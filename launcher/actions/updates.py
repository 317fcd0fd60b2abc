"""Whether there is a newer version of Snug: asked at most once a day, and only where the
program names a feed and a person switched the check on.

Nothing is downloaded or installed: a person opens the address in the browser.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from launcher.actions.parts import Parts
from launcher.errors import NoReleaseFeed, NotSaved, UnknownChoice, UpdateError
from launcher.identity import DOWNLOADS, RELEASE_FEED, VERSION
from launcher.releases.feed import Feed
from launcher.releases.installed import Installation, this_installation
from launcher.releases.release import Download, Release
from launcher.releases.store import LastAnswer, read_last, write_last
from launcher.releases.version import is_final, is_newer, is_version
from launcher.sentences import sentence_of

OUR_FEED: Final = Feed(address=RELEASE_FEED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A newer version. `notes` is Markdown; `download` is None where none suits this computer.

    `page` is an address with all downloads, '' where none is named.
    """

    version: str
    date: str
    notes: str
    download: Download | None
    page: str

    @property
    def address(self) -> str:
        """What to open in the browser: the download, else the page; '' where neither is known."""
        return self.download.url if self.download else self.page


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateState:
    """What is known without asking anybody. `problem` is a sentence, '' where there is none."""

    asked: datetime | None
    update: Update | None
    problem: str
    skipped: str


def updates_possible(feed: Feed = OUR_FEED) -> bool:
    """Whether this version names a feed; where not, nothing about updates is shown."""
    return feed.is_named


def check_for_update(
    parts: Parts,
    *,
    now: datetime,
    force: bool = False,
    feed: Feed = OUR_FEED,
    here: Installation | None = None,
    version: str = VERSION,
) -> Update | None:
    """The newer version there is, if there is one. `now` has its offset. May take half a minute.

    The daily check (not `force`) asks nobody unless it is switched on and a day has passed,
    raises nothing, and does not tell of a version that was skipped. `force` always asks.
    Raises NoReleaseFeed, FeedUnreachable or FeedUnusable, with `force` alone.
    """
    file = parts.places.updates_file
    if not feed.is_named:
        if force:
            raise NoReleaseFeed
        return None
    if not force and not parts.settings.settings.check_updates:
        return None
    last = read_last(file)
    if force or last.is_due(now):
        last = _ask(parts, feed, last, now=now, force=force)
    found = _update(last.release, here or this_installation(), version)
    return None if found and not force and found.version == last.skipped else found


def update_state(
    parts: Parts, *, here: Installation | None = None, version: str = VERSION
) -> UpdateState:
    """What the last question gave, for About. Asks nobody."""
    last = read_last(parts.places.updates_file)
    return UpdateState(
        asked=last.asked,
        update=_update(last.release, here or this_installation(), version),
        problem=last.problem,
        skipped=last.skipped,
    )


def skip_version(parts: Parts, version: str) -> None:
    """Say no more of this version by itself; '' tells of every version again.

    Raises UnknownChoice for what is no version, NotSaved.
    """
    if version and not is_version(version):
        raise UnknownChoice("version", version, ())
    file = parts.places.updates_file
    write_last(file, replace(read_last(file), skipped=version))


def _ask(parts: Parts, feed: Feed, last: LastAnswer, *, now: datetime, force: bool) -> LastAnswer:
    """Ask and keep what came; a question that failed counts for its day too."""
    try:
        fresh = replace(last, asked=now, release=feed.newest(), problem="")
    except UpdateError as error:
        fresh = replace(last, asked=now, problem=sentence_of(error).what)
        _keep(parts, fresh)
        if force:
            raise
        return fresh
    _keep(parts, fresh)
    return fresh


def _keep(parts: Parts, last: LastAnswer) -> None:
    try:
        write_last(parts.places.updates_file, last)
    except NotSaved:
        return  # then it is asked again at the next start, which harms nobody


def _update(release: Release | None, here: Installation, version: str) -> Update | None:
    if release is None or not is_newer(release.version, version):
        return None
    if is_final(version) and not is_final(release.version):
        return None  # one to try out is told only to those who try one out
    fitting = (d for d in release.downloads if (d.system, d.kind) == (here.system, here.kind))
    return Update(
        version=release.version,
        date=release.date.isoformat(),
        notes=release.notes,
        download=next(fitting, None),
        page=DOWNLOADS,
    )
