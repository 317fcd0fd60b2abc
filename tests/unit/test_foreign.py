from launcher.foreign import restore_library_path

OURS = "/opt/snug/_internal"
AFRESH = {"PYINSTALLER_RESET_ENVIRONMENT": "1"}  # our own programs find our libraries again


def test_a_frozen_program_gives_others_the_path_they_would_have() -> None:
    env = {"LD_LIBRARY_PATH": f"{OURS}:/mine", "LD_LIBRARY_PATH_ORIG": "/mine"}
    restore_library_path(env, ours=OURS)
    assert env == {"LD_LIBRARY_PATH": "/mine", **AFRESH}


def test_where_there_was_none_there_is_none_again() -> None:
    env = {"LD_LIBRARY_PATH": OURS, "HOME": "/home/a"}
    restore_library_path(env, ours=OURS)
    assert env == {"HOME": "/home/a", **AFRESH}


def test_doing_it_twice_takes_nothing_more_away() -> None:
    env = {"LD_LIBRARY_PATH": f"{OURS}:/mine", "LD_LIBRARY_PATH_ORIG": "/mine"}
    restore_library_path(env, ours=OURS)
    restore_library_path(env, ours=OURS)
    assert env == {"LD_LIBRARY_PATH": "/mine", **AFRESH}


def test_from_source_a_persons_own_path_stays() -> None:
    env = {"LD_LIBRARY_PATH": "/mine", "LD_LIBRARY_PATH_ORIG": "/other"}
    restore_library_path(env)
    assert env == {"LD_LIBRARY_PATH": "/mine", "LD_LIBRARY_PATH_ORIG": "/other"}
