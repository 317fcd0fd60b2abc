"""What the Privacy page says of each host."""

from dataclasses import fields

from launcher.privacy import Reach, hosts
from launcher.settings.schema import Settings
from ui.pages.privacy.view import host_views


def test_every_host_is_shown_with_when_and_what_is_sent() -> None:
    rows = hosts(endpoint="https://huggingface.co", feed="https://example.org/feed.json")
    views = host_views(rows)
    assert [one.host for one in views] == [row.host for row in rows]
    assert all(one.when and one.sent for one in views)
    assert all(f"When: {one.when}" in one.sentence for one in views)


def test_a_long_host_may_be_broken_at_its_dots_and_is_heard_whole() -> None:
    view = host_views(hosts(endpoint="https://models.example.org"))[0]
    assert view.breakable.replace("\u200b", "") == "models.example.org"
    assert "\u200b" in view.breakable
    assert "\u200b" not in view.sentence


def test_what_can_be_turned_leads_to_a_setting_there_is() -> None:
    views = host_views(hosts(feed="https://example.org/feed.json"))
    led = [one.setting for one in views if one.setting]
    assert led == ["endpoint", "check_updates"]
    assert set(led) <= {one.name for one in fields(Settings)}
    assert all(one.button.endswith("…") for one in views if one.setting)


def test_without_a_feed_nothing_is_said_of_one() -> None:
    assert not any(row.reach is Reach.FEED for row in hosts(feed=""))
    assert "check_updates" not in {one.setting for one in host_views(hosts(feed=""))}
