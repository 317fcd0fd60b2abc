import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from launcher.releases.version import is_final, is_newer, is_version, order_of

ORDER = [
    "0.2.0.dev1",
    "0.2.0a1.dev2",
    "0.2.0a1",
    "0.2.0a1.post1",
    "0.2.0b1",
    "0.2.0rc1",
    "0.2.0",
    "0.2.0.post1.dev1",
    "0.2.0.post1",
    "0.2.1",
    "0.10.0",
    "1",
    "1.0.1",
]
numbers = st.integers(0, 12)
versions = st.builds(
    "{}{}{}{}".format,
    st.lists(numbers, min_size=1, max_size=4).map(lambda many: ".".join(map(str, many))),
    st.one_of(st.just(""), st.builds("{}{}".format, st.sampled_from(("a", "b", "rc")), numbers)),
    st.one_of(st.just(""), numbers.map(lambda n: f".post{n}")),
    st.one_of(st.just(""), numbers.map(lambda n: f".dev{n}")),
)


def test_versions_sort_as_they_are_listed() -> None:
    mixed = ORDER[::3] + ORDER[1::3] + ORDER[2::3]
    assert sorted(mixed, key=order_of) == ORDER


@given(versions, versions)
def test_the_order_is_that_of_the_standard(one: str, other: str) -> None:
    assert is_newer(one, other) == (Version(one) > Version(other))


@given(versions)
def test_a_version_is_final_unless_it_is_a_trial(one: str) -> None:
    assert is_final(one) == (not Version(one).is_prerelease)


@pytest.mark.parametrize("text", ["1.0", "1", "1.0.0"])
def test_zeros_at_the_end_say_nothing(text: str) -> None:
    assert not is_newer(text, "1.0.0")
    assert not is_newer("1.0.0", text)


@pytest.mark.parametrize(
    "text", ["", "v1.0", "1.0 ", "1.0-1", "1!1.0", "1.0+x", "1..0", "1.0.dev", "١.٠", "9" * 400]
)
def test_what_is_no_version_is_refused(text: str) -> None:
    assert not is_version(text)
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        order_of(text)
