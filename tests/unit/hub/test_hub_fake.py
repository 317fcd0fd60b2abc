"""The loopback hub against the real client: what it speaks must be what the Hub speaks."""

from pathlib import Path

import pytest
from huggingface_hub import HfApi, hf_hub_download
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.hf_api import RepoFile

from tests.fakes.hub import FakeHub
from tests.unit.hub.conftest import MODEL, REPO


@pytest.fixture
def api(stocked: FakeHub) -> HfApi:
    return HfApi(endpoint=stocked.endpoint, token=False)


def test_the_real_client_finds_lists_and_asks(api: HfApi, stocked: FakeHub) -> None:
    stored = stocked.repos[REPO]
    for number in range(5):
        stocked.add_repo(f"x/more-{number}", {"m.gguf": b"x"}, downloads=number)
    found = list(api.list_models(filter="gguf", sort="downloads", limit=4, expand=["downloads"]))
    assert [model.downloads for model in found] == [4, 3, 3, 2]
    info = api.model_info(REPO, files_metadata=True)
    assert info.sha == stored.commit
    tree = list(api.list_repo_tree(REPO))
    assert [file.path for file in tree] == [MODEL, "README.md"]
    assert isinstance(tree[0], RepoFile)
    assert tree[0].lfs is not None
    assert tree[0].lfs.sha256 == stored.files[MODEL].sha256
    assert [file.path for file in api.get_paths_info(REPO, [MODEL, "none"])] == [MODEL]
    assert api.resolve_revision(REPO).resolved == stored.commit


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_the_real_client_downloads(stocked: FakeHub, content: bytes, tmp_path: Path) -> None:
    for name, expected in ((MODEL, content), ("README.md", b"# Tiny\n")):
        path = hf_hub_download(
            REPO, name, endpoint=stocked.endpoint, cache_dir=tmp_path, token=False
        )
        assert Path(path).read_bytes() == expected


def test_the_real_client_is_refused_by_name(api: HfApi, stocked: FakeHub) -> None:
    stocked.add_repo("a/gated", {"m.gguf": b"x"}, gated=True)
    stocked.add_token("hf_valid")
    with pytest.raises(RepositoryNotFoundError):
        api.model_info("a/missing")
    with pytest.raises(RevisionNotFoundError):
        api.model_info(REPO, revision="none")
    with pytest.raises(RemoteEntryNotFoundError):
        api.get_hf_file_metadata(
            url=f"{stocked.endpoint}/{REPO}/resolve/main/none.gguf", token=False
        )
    for token in (False, "hf_valid"):
        with pytest.raises(GatedRepoError):
            api.auth_check("a/gated", token=token)
    with pytest.raises(HfHubHTTPError):
        api.whoami(token="hf_invalid")
    assert api.whoami(token="hf_valid")["name"] == "someone"
