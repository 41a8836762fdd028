"""The Hub's own controls, for when it runs in another process.

PUT /_faults       a JSON list of rules (see faults.py), which replaces those in force
GET /_faults       how many requests each rule has hit
DELETE /_faults    no rules
GET /_stats        what was asked and sent; DELETE clears it
POST /_commits     {"repo": id, "files": {path: text}, "branch": "main"} → {"sha": …}
"""

from aiohttp import web

from tests.hub.serving import Serving


class ControlRoutes:
    def __init__(self, serving: Serving) -> None:
        self._serving = serving

    def routes(self) -> list[web.RouteDef]:
        return [
            web.put("/_faults", self._set_faults),
            web.get("/_faults", self._hits),
            web.delete("/_faults", self._clear_faults),
            web.get("/_stats", self._stats),
            web.delete("/_stats", self._clear_stats),
            web.post("/_commits", self._commit),
        ]

    async def _set_faults(self, request: web.Request) -> web.Response:
        try:
            self._serving.faults.set_from_json(await request.json())
        except ValueError as error:
            return web.json_response({"error": str(error)}, status=400)
        return web.Response(status=204)

    async def _hits(self, request: web.Request) -> web.Response:
        return web.json_response({"hits": self._serving.faults.hits})

    async def _clear_faults(self, request: web.Request) -> web.Response:
        self._serving.faults.clear()
        return web.Response(status=204)

    async def _stats(self, request: web.Request) -> web.Response:
        return web.json_response(self._serving.stats.document())

    async def _clear_stats(self, request: web.Request) -> web.Response:
        self._serving.stats.clear()
        return web.Response(status=204)

    async def _commit(self, request: web.Request) -> web.Response:
        wanted = await request.json()
        repo = self._serving.hub.repos.get(wanted["repo"])
        if repo is None:
            return web.json_response({"error": f"No repository {wanted['repo']}"}, status=404)
        sha = repo.commit(wanted["files"], branch=wanted.get("branch", "main"))
        return web.json_response({"sha": sha}, status=201)
