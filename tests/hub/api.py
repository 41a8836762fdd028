"""The Hub's JSON API, as far as huggingface_hub 2.4 asks for it."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from tests.hub import describe
from tests.hub.answers import (
    Refused,
    asked_commit,
    caller,
    readable_repo,
    refusal,
    visible_repo,
)
from tests.hub.repository import Repo
from tests.hub.serving import Serving

_MODEL = "/api/models/{repo:[^/]+(?:/[^/]+)?}"


class ApiRoutes:
    def __init__(self, serving: Serving) -> None:
        self._serving = serving

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/whoami-v2", self._whoami),
            web.get("/api/models", self._list_models),
            web.get(_MODEL + "/revision/{revision}", self._model_info),
            web.get(_MODEL + "/tree/{revision}", self._tree),
            web.get(_MODEL + "/tree/{revision}/{folder:.+}", self._tree),
            web.post(_MODEL + "/paths-info/{revision}", self._paths_info),
            web.get(_MODEL + "/commits/{revision}", self._commits),
            web.get(_MODEL + "/refs", self._refs),
            web.get(_MODEL + "/auth-check", self._auth_check),
            # Last: it would take `name/refs` for a model of an organisation.
            web.get(_MODEL, self._model_info),
        ]

    async def _whoami(self, request: web.Request) -> web.Response:
        user = caller(self._serving.hub, request)
        if user is None:
            raise Refused(refusal(401, "Invalid username or password."))
        token = {"displayName": "local", "role": "read"}
        return web.json_response(
            {
                "type": "user",
                "id": user.name,
                "name": user.name,
                "fullname": user.name,
                "orgs": [],
                "auth": {"type": "access_token", "accessToken": token},
            }
        )

    async def _list_models(self, request: web.Request) -> web.Response:
        query, user = request.query, caller(self._serving.hub, request)
        readable = user.may_read if user else frozenset()
        found = [
            describe.list_entry(
                repo,
                full=_flag(query.get("full")),
                expand=_expanded(request),
                extra=[name for name in ("cardData", "config") if _flag(query.get(name))],
            )
            for repo in self._sorted(query.get("sort"))
            if (not repo.private or repo.id in readable) and _is_wanted(repo, request)
        ]
        page_size = min(self._serving.options.page_size, int(query.get("limit", 1000)))
        return self._page(request, found, page_size)

    async def _model_info(self, request: web.Request) -> web.Response:
        if now_called := self._serving.hub.renamed.get(request.match_info["repo"]):
            old = f"/api/models/{request.match_info['repo']}"
            moved = request.path_qs.replace(old, f"/api/models/{now_called}", 1)
            return web.Response(status=307, headers={"Location": moved})
        repo = visible_repo(self._serving.hub, request)
        info = describe.model_info(
            repo,
            asked_commit(repo, request),
            blobs=_flag(request.query.get("blobs")),
            expand=_expanded(request),
            security=_flag(request.query.get("securityStatus")),
        )
        return web.json_response(info)

    async def _tree(self, request: web.Request) -> web.Response:
        commit = asked_commit(visible_repo(self._serving.hub, request), request)
        folder = request.match_info.get("folder", "")
        if folder and folder not in commit.folders:
            raise Refused(refusal(404, f"{folder} does not exist", "EntryNotFound"))
        recursive = _flag(request.query.get("recursive"))
        expand = _flag(request.query.get("expand"))
        entries = [
            describe.tree_entry(commit, path, expand=expand)
            for path in describe.tree_paths(commit, folder, recursive=recursive)
        ]
        return self._page(request, entries, self._serving.options.page_size)

    async def _paths_info(self, request: web.Request) -> web.Response:
        commit = asked_commit(visible_repo(self._serving.hub, request), request)
        form = await request.post()
        paths = [str(path) for path in form.getall("paths", [])]
        expand = _flag(str(form.get("expand", "")))
        known = [path for path in paths if path in commit.files or path in commit.folders]
        return web.json_response(
            [describe.tree_entry(commit, path, expand=expand) for path in known]
        )

    async def _commits(self, request: web.Request) -> web.Response:
        commit = asked_commit(visible_repo(self._serving.hub, request), request)
        entries = list(describe.commit_entries(commit))
        return self._page(request, entries, self._serving.options.page_size)

    async def _refs(self, request: web.Request) -> web.Response:
        repo = visible_repo(self._serving.hub, request)
        return web.json_response(
            {
                "branches": _refs_of(repo.branches, "heads"),
                "tags": _refs_of(repo.tags, "tags"),
                "converts": [],
                "pullRequests": [],
            }
        )

    async def _auth_check(self, request: web.Request) -> web.Response:
        readable_repo(self._serving.hub, request)
        return web.Response(text="OK")

    def _sorted(self, key: str | None) -> list[Repo]:
        repos = list(self._serving.hub.repos.values())
        match key:
            case None:
                return repos
            case "downloads":
                return sorted(repos, key=lambda repo: -repo.downloads)
            case "likes":
                return sorted(repos, key=lambda repo: -repo.likes)
            case "trendingScore":
                return sorted(repos, key=lambda repo: -describe.trending_score(repo))
            case "lastModified" | "createdAt":
                return sorted(repos, key=lambda repo: describe.moment(repo, key), reverse=True)
            case _:
                raise Refused(refusal(400, f"Cannot sort by {key}"))

    def _page(
        self, request: web.Request, entries: Sequence[dict[str, Any]], page_size: int
    ) -> web.Response:
        """One page of a listing, with the next one's address in the `Link` header."""
        try:
            start = int(request.query.get("cursor", 0))
        except ValueError:
            raise Refused(refusal(400, "Invalid cursor")) from None
        response = web.json_response(list(entries[start : start + page_size]))
        if start + page_size < len(entries):
            following = request.url.update_query(cursor=str(start + page_size))
            response.headers["Link"] = f'<{following}>; rel="next"'
        return response


def _is_wanted(repo: Repo, request: web.Request) -> bool:
    query = request.query
    info = describe.model_info(repo, repo.commits[repo.branches["main"]], blobs=False)
    known_as = {*info["tags"], info["pipeline_tag"], info["library_name"]}
    searched = query.get("search", "").lower().split()
    return (
        all(word in repo.id.lower() for word in searched)
        and query.get("author") in (None, info["author"])
        and query.get("pipeline_tag") in (None, info["pipeline_tag"])
        and all(tag in known_as for tag in query.getall("filter", []))
        and ("gated" not in query or _flag(query["gated"]) == bool(repo.gated))
        and _has_size(info["safetensors"], query.get("num_parameters", ""))
    )


def _has_size(safetensors: dict[str, Any] | None, asked: str) -> bool:
    """`min:6B,max:128B`; what has no known number of parameters has no size."""
    if not asked:
        return True
    if safetensors is None:
        return False
    bounds = dict(bound.split(":") for bound in asked.split(","))
    total = safetensors["total"]
    return bool(_number(bounds.get("min", "0")) <= total <= _number(bounds.get("max", "1e18")))


def _number(text: str) -> float:
    factors = {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}
    factor = factors.get(text[-1:].upper())
    return float(text[:-1]) * factor if factor else float(text)


def _expanded(request: web.Request) -> list[str]:
    names = request.query.getall("expand", [])
    if unknown := set(names) - describe.EXPANDABLE:
        raise Refused(refusal(400, f"Cannot expand {', '.join(sorted(unknown))}"))
    if names and (_flag(request.query.get("blobs")) or "securityStatus" in request.query):
        raise Refused(refusal(400, "Cannot expand beside blobs or securityStatus"))
    return names


def _refs_of(refs: dict[str, str], kind: str) -> list[dict[str, str]]:
    return [
        {"name": name, "ref": f"refs/{kind}/{name}", "targetCommit": sha}
        for name, sha in refs.items()
    ]


def _flag(value: str | None) -> bool:
    return (value or "").lower() in ("1", "true")
