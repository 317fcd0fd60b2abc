import gzip
import json
from http.server import BaseHTTPRequestHandler

import pytest

from launcher.errors import FeedUnreachable, FeedUnusable
from launcher.releases import feed as feeds
from launcher.releases.feed import LARGEST, MOST_REDIRECTS, Feed
from tests.fakes.feed_server import FeedServer, leads_to, says

FEED = {"format": 1, "version": "9.0", "date": "2030-01-01", "notes": "", "downloads": []}


def test_the_request_says_a_name_and_nothing_else() -> None:
    with FeedServer(says(FEED)) as server:
        assert server.feed.newest().version == "9.0"
        host = server.origin.removeprefix("http://")
    assert server.paths == ["/feed.json"]
    assert server.headers == [
        {
            "host": host,
            "connection": "keep-alive",
            "user-agent": "Snug",
            "accept": "application/json",
            "accept-encoding": "identity",
        }
    ]


def test_a_redirect_on_the_same_host_is_followed() -> None:
    with FeedServer(leads_to("/newer/feed.json"), says(FEED)) as server:
        assert server.feed.newest().version == "9.0"
    assert server.paths == ["/feed.json", "/newer/feed.json"]


def test_a_redirect_to_another_host_is_refused_before_it_is_asked() -> None:
    with FeedServer(says(FEED)) as other, FeedServer(leads_to(f"{other.origin}/f")) as server:
        with pytest.raises(FeedUnusable) as caught:
            server.feed.newest()
        assert other.paths == []
    assert "another host" in caught.value.detail


def test_redirects_without_end_are_refused() -> None:
    with FeedServer(leads_to("/feed.json")) as server, pytest.raises(FeedUnusable) as caught:
        server.feed.newest()
    assert "without end" in caught.value.detail
    assert len(server.paths) == MOST_REDIRECTS + 1


def test_an_answer_that_is_too_large_is_not_read_to_its_end() -> None:
    def pour(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        try:
            while True:
                request.wfile.write(b" " * 65536)
        except OSError:
            request.close_connection = True

    with FeedServer(pour) as server, pytest.raises(FeedUnusable) as caught:
        server.feed.newest()
    assert f"{LARGEST >> 10} KiB" in caught.value.detail


def test_a_compressed_answer_is_refused() -> None:
    packed = gzip.compress(json.dumps(FEED).encode())
    answer = says(packed, headers={"Content-Encoding": "gzip"})
    with FeedServer(answer) as server, pytest.raises(FeedUnusable):
        server.feed.newest()


@pytest.mark.parametrize("status", [204, 304, 404, 410, 500, 503])
def test_an_answer_other_than_200_says_its_number(status: int) -> None:
    with FeedServer(says(b"", status)) as server, pytest.raises(FeedUnreachable) as caught:
        server.feed.newest()
    assert str(status) in caught.value.detail


def test_a_page_that_is_no_feed_is_refused() -> None:
    answer = says(b"<html>Please log in</html>")
    with FeedServer(answer) as server, pytest.raises(FeedUnusable) as caught:
        server.feed.newest()
    assert caught.value.detail == "it is not JSON"


def test_a_silent_server_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "SILENCE", 0.2)
    server = FeedServer(says(FEED))
    server.answers = [server.stay_silent]
    with server, pytest.raises(FeedUnreachable) as caught:
        server.feed.newest()
    assert caught.value.detail == "no answer in time"


def test_an_answer_that_trickles_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "WHOLE", 0.0)
    with FeedServer(says(FEED)) as server, pytest.raises(FeedUnreachable) as caught:
        server.feed.newest()
    assert "in time" in caught.value.detail


def test_nobody_there_is_told_with_the_host() -> None:
    with FeedServer(says(FEED)) as server:
        feed = server.feed
    with pytest.raises(FeedUnreachable) as caught:
        feed.newest()
    assert caught.value.host == feed.host


@pytest.mark.parametrize(
    "address",
    [
        "http://releases.example/f.json",
        "ftp://releases.example/f",
        "releases.example",
        "https://[x",
    ],
)
def test_an_address_that_is_not_https_is_never_asked(address: str) -> None:
    with pytest.raises(FeedUnusable):
        Feed(address=address, plain_loopback=True).newest()


def test_plain_http_is_refused_on_this_computer_too_unless_it_was_allowed() -> None:
    with FeedServer(says(FEED)) as server, pytest.raises(FeedUnusable):
        Feed(address=server.feed.address).newest()
    assert server.paths == []
