from datetime import UTC, datetime, timedelta

import pytest

from launcher.actions.judging import VariantRow
from launcher.hub.search import FoundModel
from launcher.models.variants import Variant
from ui.pages.find.variant_view import variant_views
from ui.pages.find.view import (
    ago_text,
    count_text,
    others_text,
    parameters_text,
    result_row,
)

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def variant(name: str, **more: object) -> Variant:
    values = {
        "name": name,
        "files": (f"{name}.gguf",),
        "role": "model",
        "quantization": name,
        "size": 2**30,
        "complete": True,
        **more,
    }
    return Variant(**values)


def test_the_recommended_variant_stands_first_then_falling_bits():
    rows = [
        VariantRow(variant=variant("Q8_0"), bits_per_weight=8.5),
        VariantRow(variant=variant("Q4_K_M"), bits_per_weight=4.9, recommended=True, reason="R."),
        VariantRow(variant=variant("Q6_K"), bits_per_weight=6.6),
        VariantRow(variant=variant("odd")),
    ]
    views = variant_views(rows)
    assert [view.name for view in views] == ["Q4_K_M", "Q8_0", "Q6_K", "odd"]
    assert views[0].reason == "R."
    assert views[-1].bits == ""
    assert views[0].size == "1.00"


@pytest.mark.parametrize(
    ("count", "words"),
    [(11_800_000_000, "11.8 B"), (270_000_000, "270 M"), (260_032, "260 k"), (12, "12")],
)
def test_weights_are_counted_as_people_do(count, words):
    assert parameters_text(count) == words


@pytest.mark.parametrize(
    ("count", "words"), [(812, "812"), (1500, "1.5 k"), (34_000, "34 k"), (1_200_000, "1.2 M")]
)
def test_downloads_are_short(count, words):
    assert count_text(count) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "1 day ago"),
        (8, "1 week ago"),
        (65, "2 months ago"),
        (800, "2 years ago"),
    ],
)
def test_age_is_in_its_largest_unit(days, words):
    assert ago_text(NOW - timedelta(days=days), NOW) == words


def test_what_a_result_lacks_is_left_out_not_made_up():
    bare = FoundModel(
        repo="a/b",
        downloads=None,
        likes=None,
        updated=None,
        gated=False,
        architecture=None,
        parameters=None,
        context_length=None,
    )
    row = result_row(bare, NOW)
    assert (row.facts, row.downloads, row.likes, row.updated) == ("", "", "", "")


def test_other_files_are_named_once():
    others = [
        variant("a", role="mmproj"),
        variant("b", role="mmproj"),
        variant("c", role="imatrix"),
    ]
    assert others_text(others) == (
        "Also here: the part that reads pictures, an importance matrix."
    )
    assert others_text([]) == ""
