"""The set-up from the first look to the stamp; each step looks at what is there already."""

from bootstrap import environment, system
from bootstrap.backend import find_toolkits, resolve
from bootstrap.engine import build_engine, installed_engine
from bootstrap.folder import ROOT, VENV
from bootstrap.project import Project
from bootstrap.stamp import Stamp, python_version, remove_stamp, write_stamp
from bootstrap.talk import say


def install(
    project: Project, *, before: Stamp | None, backend: str | None, dev: bool, window: bool
) -> None:
    """Do what is missing. Raises SetupError; an interrupted run is continued by the next one."""
    whole = environment.is_whole(VENV)
    engine = installed_engine(VENV) if whole else None
    asked = backend or (before and before.backend) or (engine and engine.backend) or "auto"
    found = find_toolkits()
    chosen = resolve(asked, found)
    current = engine is not None and (engine.version, engine.backend) == (
        project.engine_version,
        chosen,
    )
    if before is None:
        say(f"Setting up Snug in {VENV}.")
    system.prepare(compiler=not current, window=window, venv=not whole)
    if whole:
        environment.clear_remains(VENV)
    else:
        environment.make(VENV)
    remove_stamp(VENV)
    if not current:
        chosen = build_engine(
            VENV,
            requirement=project.engine,
            backend=chosen,
            found=found,
            may_fall_back=backend in {None, "auto"},
        )
    environment.install_packages(VENV, root=ROOT, dev=dev)
    write_stamp(
        VENV,
        Stamp(
            place=str(ROOT),
            python=python_version(VENV),
            fingerprint=project.fingerprint,
            backend=chosen,
            dev=dev,
            window=window,
        ),
    )
    say("Snug is set up.")
