"""A repository's files and card, and who may see them."""

from pathlib import Path

import pytest

from launcher.errors import (
    FileNotInRepo,
    HubRefused,
    InvalidToken,
    NoNetwork,
    RepoEmpty,
    RepoGated,
    RepoNotFound,
)
from launcher.hub.card import MOST, read_card, without_front_matter
from launcher.hub.client import DEFAULT_ENDPOINT, Hub
from launcher.hub.files import HubFile, list_files
from launcher.hub.reading import first_bytes
from tests.fakes.hub import FakeHub, Fault
from tests.unit.hub.conftest import MODEL, REPO


def test_a_listing_has_sizes_and_hashes_at_one_commit(stocked: FakeHub, hub: Hub) -> None:
    stored = stocked.repos[REPO]
    listing = list_files(hub, REPO)
    model, readme = stored.files[MODEL], stored.files["README.md"]
    assert (listing.repo, listing.commit, listing.gated) == (REPO, stored.commit, False)
    assert listing.files == (
        HubFile(path=MODEL, size=model.size, sha256=model.sha256),
        HubFile(path="README.md", size=readme.size, git_oid=readme.git_oid),
    )
    assert f"/tree/{stored.commit}" in stocked.seen[-1].path


def test_long_listings_come_in_pages(server: FakeHub, hub: Hub) -> None:
    server.tree_page = 7
    server.add_repo("a/b", {f"part {number} #+é.gguf": b"x" for number in range(40)})
    assert len(list_files(hub, "a/b").files) == 40
    assert len(server.requests(within="/tree/")) == 6


def test_what_the_hub_knows_of_the_model_is_told(server: FakeHub, hub: Hub) -> None:
    server.add_repo("a/b", {"m.gguf": b"x"}, gated=True, architecture="llama", parameters=7)
    listing = list_files(hub, "a/b")
    assert (listing.gated, listing.architecture, listing.parameters) == (True, "llama", 7)


def test_a_repository_without_a_gguf_is_empty(server: FakeHub, hub: Hub) -> None:
    server.add_repo("a/b", {"model.safetensors": b"x", "README.md": "none"})
    server.add_repo("a/nothing", {})
    for repo in ("a/b", "a/nothing"):
        with pytest.raises(RepoEmpty):
            list_files(hub, repo)


@pytest.mark.parametrize("repo", ["a/missing", "no-slash-name", "a/b/c", "../etc", "a b/c"])
def test_a_repository_that_is_not_there_is_named(repo: str, stocked: FakeHub, hub: Hub) -> None:
    with pytest.raises((RepoNotFound, HubRefused)):
        list_files(hub, repo)


def test_a_private_repository_opens_with_its_token(
    server: FakeHub, hub: Hub, tmp_path: Path
) -> None:
    server.add_repo("a/b", {"m.gguf": b"x"}, private=True)
    server.add_token("hf_mine", "a/b")
    with pytest.raises(RepoNotFound):
        list_files(hub, "a/b")
    mine = Hub(endpoint=server.endpoint, token=lambda: "hf_mine", headers_folder=tmp_path)
    assert list_files(mine, "a/b").files


def test_a_token_that_is_not_valid_is_told(stocked: FakeHub, tmp_path: Path) -> None:
    wrong = Hub(endpoint=stocked.endpoint, token=lambda: "hf_wrong", headers_folder=tmp_path)
    with pytest.raises(InvalidToken):
        list_files(wrong, REPO)


@pytest.mark.parametrize("token", [None, "hf_mine"])
def test_gated_files_say_whether_a_token_was_there(
    token: str | None, stocked: FakeHub, tmp_path: Path
) -> None:
    stocked.repos[REPO].gated = True
    stocked.add_token("hf_mine")
    hub = Hub(endpoint=stocked.endpoint, token=lambda: token, headers_folder=tmp_path)
    listing = list_files(hub, REPO)
    with pytest.raises(RepoGated) as told:
        next(first_bytes(hub, REPO, listing.commit, MODEL))
    assert (told.value.repo, told.value.has_token) == (REPO, token is not None)


def test_a_revision_that_is_not_there_is_refused(stocked: FakeHub, hub: Hub) -> None:
    with pytest.raises(HubRefused) as told:
        list_files(hub, REPO, "no-such-branch")
    assert told.value.status == 404
    assert list_files(hub, REPO, "main").commit == stocked.repos[REPO].commit


def test_a_web_page_instead_of_an_answer_is_no_hub(
    stocked: FakeHub, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.fakes.hub_api import Api  # noqa: PLC0415

    def portal(self: Api, url: object) -> None:
        self.give(200, b"<html>Please sign in</html>", {"Content-Type": "text/html"})

    monkeypatch.setattr(Api, "answer", portal)
    with pytest.raises(HubRefused):
        list_files(hub, REPO)


def test_offline_mode_is_no_network(
    stocked: FakeHub, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    list_files(hub, REPO)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(NoNetwork) as told:
        list_files(hub, REPO)
    assert "HF_HUB_OFFLINE" in told.value.detail
    with pytest.raises(NoNetwork):
        next(first_bytes(hub, REPO, "main", MODEL))


# --- the card ---------------------------------------------------------------------------------


def test_a_card_comes_without_its_data_block(server: FakeHub, hub: Hub) -> None:
    server.add_repo("a/b", {"README.md": "---\nlicense: mit\ntags:\n- x\n---\n\n# Hä\n---\nyes\n"})
    assert read_card(hub, "a/b", server.repos["a/b"].commit) == "# Hä\n---\nyes\n"


@pytest.mark.parametrize(
    ("text", "card"),
    [
        ("# Plain", "# Plain"),
        ("---\r\na: 1\r\n---\r\nText", "Text"),
        ("\ufeff---\na: 1\n---\nText", "Text"),
        ("---\n---\nText", "Text"),
        ("---\nnever closed", "---\nnever closed"),
        ("---\na: 1\n---", ""),
        ("Text\n---\na: 1\n---\n", "Text\n---\na: 1\n---\n"),
        ("", ""),
    ],
)
def test_only_a_block_on_top_is_taken_off(text: str, card: str) -> None:
    assert without_front_matter(text) == card


def test_no_card_is_an_empty_one(server: FakeHub, hub: Hub) -> None:
    server.add_repo("a/b", {"m.gguf": b"x"})
    assert read_card(hub, "a/b", "main") == ""


def test_an_endless_card_is_cut(server: FakeHub, hub: Hub) -> None:
    server.add_repo("a/b", {"README.md": b"\xff" + b"x" * 3 * MOST})
    assert len(read_card(hub, "a/b", "main")) == MOST


def test_a_card_is_not_kept_in_the_cache_of_huggingface(
    stocked: FakeHub, hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "cache"))
    read_card(hub, REPO, "main")
    assert not (tmp_path / "cache").exists()


# --- reading ----------------------------------------------------------------------------------


def test_a_reading_that_breaks_goes_on_where_it_broke(
    stocked: FakeHub, hub: Hub, content: bytes
) -> None:
    stocked.break_file(
        REPO,
        MODEL,
        Fault(cut_after=100_000),
        Fault(reset_after=0, times=2),
        Fault(cut_after=50_000),
        Fault(ignore_range=True),
    )
    assert b"".join(first_bytes(hub, REPO, "main", MODEL)) == content


def test_a_reading_that_only_breaks_is_no_network(stocked: FakeHub, hub: Hub) -> None:
    stocked.break_file(REPO, MODEL, Fault(cut_after=0, times=None))
    with pytest.raises(NoNetwork):
        list(first_bytes(hub, REPO, "main", MODEL))


def test_a_file_that_is_not_there_is_named(stocked: FakeHub, hub: Hub) -> None:
    with pytest.raises(FileNotInRepo) as told:
        next(first_bytes(hub, REPO, "main", "other.gguf"))
    assert (told.value.repo, told.value.path) == (REPO, "other.gguf")


# --- the way there ----------------------------------------------------------------------------


def test_the_endpoint_is_the_setting_then_ours_then_huggingfaces_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hub(given: str | None = None) -> str:
        return Hub(endpoint=given, headers_folder=tmp_path).endpoint

    assert hub() == DEFAULT_ENDPOINT
    monkeypatch.setenv("HF_ENDPOINT", "https://theirs/")
    assert hub() == "https://theirs"
    monkeypatch.setenv("SNUG_HUB_ENDPOINT", "https://ours")
    assert hub() == "https://ours"
    assert hub("https://setting/") == "https://setting"
    setting: list[str | None] = [None]
    asked = Hub(endpoint=lambda: setting[0], headers_folder=tmp_path)
    assert asked.endpoint == "https://ours"
    setting[0] = "https://changed"
    assert asked.endpoint == "https://changed"


def test_the_token_is_the_environments_then_the_keyrings_then_huggingfaces_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "token").write_text("hf_login\n")
    monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(tmp_path / "token"))
    assert Hub(headers_folder=tmp_path).token() == "hf_login"
    assert Hub(headers_folder=tmp_path, token=lambda: "hf_keyring").token() == "hf_keyring"
    monkeypatch.setenv("HF_TOKEN", "hf_environment")
    assert Hub(headers_folder=tmp_path, token=lambda: "hf_keyring").token() == "hf_environment"


def test_the_token_does_not_follow_a_redirect_to_the_cdn(stocked: FakeHub, tmp_path: Path) -> None:
    stocked.add_token("hf_mine", REPO)
    hub = Hub(endpoint=stocked.endpoint, token=lambda: "hf_mine", headers_folder=tmp_path)
    next(first_bytes(hub, REPO, "main", MODEL))
    assert stocked.requests("hub")[-1].headers["authorization"] == "Bearer hf_mine"
    assert "authorization" not in stocked.requests("cdn")[-1].headers


def test_nothing_of_huggingface_is_imported_before_it_is_needed() -> None:
    import subprocess  # noqa: PLC0415
    import sys  # noqa: PLC0415

    code = (
        "import sys, launcher.hub.queue, launcher.hub.search, launcher.hub.header, "
        "launcher.hub.card\n"
        "print([m for m in sys.modules if m.split('.')[0] in ('huggingface_hub', 'httpx2')])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
