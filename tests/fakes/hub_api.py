"""The two origins of the loopback hub: its API with `resolve`, and the CDN its links lead to."""

from typing import Any
from urllib.parse import SplitResult, parse_qs, quote, urlencode

from tests.fakes.hub_server import Answering, pieces_of
from tests.fakes.hub_store import StoredFile, StoredRepo

PAGE = 1000
SORTS = {
    "downloads": lambda repo: repo.downloads,
    "likes": lambda repo: repo.likes,
    "lastModified": lambda repo: repo.updated,
    "trendingScore": lambda repo: repo.trending,
    "createdAt": lambda repo: repo.updated,
}


class Api(Answering):
    """huggingface.co."""

    def answer(self, url: SplitResult) -> None:
        refusal = self.hub.api_refusal()
        if refusal is not None:
            status, headers = refusal
            self.give(status, {"error": "not now"}, headers)
            return
        if self._token() is not None and self._token() not in self.hub.tokens:
            message = "Invalid credentials in Authorization header"
            self.give(401, {"error": message}, {"X-Error-Message": message})
            return
        pieces = pieces_of(url)
        match pieces:
            case ["api", "models"]:
                self._search(parse_qs(url.query))
            case ["api", "models", owner, name, *rest]:
                self._model(f"{owner}/{name}", rest, parse_qs(url.query))
            case ["api", "whoami-v2"]:
                self._who()
            case ["api", "agent-harnesses"]:
                self.give(200, [])
            case ["api", "resolve-cache", "models", owner, name, _commit, *path]:
                self._small_file(f"{owner}/{name}", "/".join(path))
            case [owner, name, "resolve", revision, *path]:
                self._resolve(f"{owner}/{name}", revision, "/".join(path))
            case _:
                self.give(404, {"error": "Not found"})

    def _token(self) -> str | None:
        header = self.headers.get("Authorization")
        return header.removeprefix("Bearer ") if header else None

    def _who(self) -> None:
        if self._token() is None:
            self.give(401, {"error": "Unauthorized"})
            return
        access = {"displayName": "test", "role": "read"}
        self.give(
            200,
            {
                "type": "user",
                "name": "someone",
                "fullname": "Some One",
                "orgs": [],
                "auth": {"type": "access_token", "accessToken": access},
            },
        )

    # --- search ---------------------------------------------------------------------------------

    def _search(self, query: dict[str, list[str]]) -> None:
        found = [repo for repo in self.hub.repos.values() if self._matches(repo, query)]
        found.sort(key=SORTS[query.get("sort", ["trendingScore"])[0]], reverse=True)
        limit = int(query.get("limit", [str(PAGE)])[0])
        start = int(query.get("cursor", ["0"])[0])
        headers: dict[str, str | None] = {}
        if start + limit < len(found):
            following = {**query, "cursor": [str(start + limit)]}
            address = f"{self.server.origin}/api/models?{urlencode(following, doseq=True)}"
            headers["Link"] = f'<{address}>; rel="next"'
        wanted = {"_id", "id", *query.get("expand", [])}
        infos = [repo.info() for repo in found[start : start + limit]]
        if "expand" in query:
            infos = [{k: v for k, v in info.items() if k in wanted} for info in infos]
        self.give(200, infos, headers)

    def _matches(self, repo: StoredRepo, query: dict[str, list[str]]) -> bool:
        info = repo.info()
        tags: Any = info["tags"]
        return (
            not repo.private
            and all(tag in tags for tag in query.get("filter", []))
            and all(words.lower() in repo.id.lower() for words in query.get("search", []))
            and all(author == info["author"] for author in query.get("author", []))
        )

    # --- a repository ---------------------------------------------------------------------------

    def _model(self, name: str, rest: list[str], query: dict[str, list[str]]) -> None:
        repo = self._visible(name)
        if repo is None:
            return
        if len(rest) == 2 and not self._has_revision(repo, rest[1]):
            return
        match rest:
            case [] | ["revision", _]:
                self._info(repo, query)
            case ["tree", _]:
                self._tree(repo, query)
            case ["paths-info", _]:
                paths = parse_qs(self.body().decode()).get("paths", [])
                self.give(200, [repo.files[p].entry() for p in paths if p in repo.files])
            case ["refs"]:
                branch = {"name": "main", "ref": "refs/heads/main", "targetCommit": repo.commit}
                self.give(200, {"branches": [branch], "tags": [], "converts": []})
            case ["auth-check"]:
                if self._granted(repo):
                    self.give(200, {})
            case _:
                self.give(404, {"error": "Not found"})

    def _info(self, repo: StoredRepo, query: dict[str, list[str]]) -> None:
        info = repo.info(blobs="blobs" in query)
        if "expand" in query:
            info = {k: v for k, v in info.items() if k in {"_id", "id", *query["expand"]}}
        self.give(200, info)

    def _tree(self, repo: StoredRepo, query: dict[str, list[str]]) -> None:
        files = list(repo.files.values())
        start = int(query.get("cursor", ["0"])[0])
        size = self.hub.tree_page
        headers: dict[str, str | None] = {}
        if start + size < len(files):
            following = {**query, "cursor": [str(start + size)]}
            address = f"{self.server.origin}{self.path.partition('?')[0]}"
            headers["Link"] = f'<{address}?{urlencode(following, doseq=True)}>; rel="next"'
        self.give(200, [file.entry() for file in files[start : start + size]], headers)

    def _visible(self, name: str) -> StoredRepo | None:
        repo = self.hub.repos.get(name)
        if repo is None or (repo.private and repo.id not in self._grants()):
            status = 401 if self._token() is None else 404
            message = "Repository not found"
            self.give(
                status,
                {"error": message},
                {"X-Error-Code": "RepoNotFound", "X-Error-Message": message},
            )
            return None
        return repo

    def _has_revision(self, repo: StoredRepo, revision: str) -> bool:
        if revision in ("main", repo.commit):
            return True
        message = f"Invalid rev id: {revision}"
        self.give(
            404,
            {"error": message},
            {"X-Error-Code": "RevisionNotFound", "X-Error-Message": message},
        )
        return False

    def _grants(self) -> set[str]:
        return self.hub.tokens.get(self._token() or "", set())

    def _granted(self, repo: StoredRepo) -> bool:
        if not repo.gated or repo.id in self._grants():
            return True
        message = f"Access to model {repo.id} is restricted."
        self.give(
            401 if self._token() is None else 403,
            {"error": message},
            {"X-Error-Code": "GatedRepo", "X-Error-Message": message},
        )
        return False

    # --- files ----------------------------------------------------------------------------------

    def _resolve(self, name: str, revision: str, path: str) -> None:
        repo = self._visible(name)
        if repo is None or not self._has_revision(repo, revision) or not self._granted(repo):
            return
        file = repo.files.get(path)
        if file is None:
            message = "Entry not found"
            self.give(
                404,
                {"error": message},
                {
                    "X-Error-Code": "EntryNotFound",
                    "X-Error-Message": message,
                    "X-Repo-Commit": repo.commit,
                },
            )
            return
        fault = self.hub.fault_for(file, at="hub", start=0)
        if fault is not None and fault.status is not None:
            self.refuse(fault)
            return
        if file.lfs:
            self._to_cdn(repo, file)
        else:
            where = f"/api/resolve-cache/models/{name}/{repo.commit}/{quote(path)}"
            self.give(307, b"", {"Location": where, **self._file_headers(repo, file)})

    def _to_cdn(self, repo: StoredRepo, file: StoredFile) -> None:
        self.give(
            302,
            b"",
            {
                "Location": self.hub.link_to(repo, file),
                "X-Linked-ETag": f'"{file.sha256}"',
                "X-Linked-Size": str(file.size),
                **self._file_headers(repo, file),
            },
        )

    def _small_file(self, name: str, path: str) -> None:
        repo = self.hub.repos[name]
        file = repo.files[path]
        self.send_file(file, self._file_headers(repo, file))

    def _file_headers(self, repo: StoredRepo, file: StoredFile) -> dict[str, str]:
        return {
            "X-Repo-Commit": repo.commit,
            "ETag": f'"{file.git_oid}"',
            "Accept-Ranges": "bytes",
        }


class Cdn(Answering):
    """The other origin: files by signed links, which go stale."""

    def answer(self, url: SplitResult) -> None:
        query = parse_qs(url.query)
        owner, name, *path = pieces_of(url)
        repo = self.hub.repos.get(f"{owner}/{name}")
        file = repo.files.get("/".join(path)) if repo else None
        if file is None:
            self.give(404, b"<Error>NoSuchKey</Error>")
        elif query.get("Signature") != [self.hub.signature] or query.get("Link") != [
            str(file.link)
        ]:
            self.give(403, b"<Error>AccessDenied</Error>")
        else:
            self.send_file(file, {"ETag": f'"{file.sha256[:32]}"', "Accept-Ranges": "bytes"})
