"""The built web page: its files, and an index.html for every address that the page itself knows."""

import re
from collections.abc import Callable
from pathlib import Path

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from modelshelf.app import headers

FOLDER = Path(__file__).parent / "page"
_NO_PAGE = """Modelshelf runs, but its page is not built: run `make setup`.
The API is at /api/v2/docs.
"""


# As the build packs scripts and styles; the first that a browser takes is what it gets.
_PACKINGS = {"br": ".br", "gzip": ".gz"}
_OWN_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


class Page(StaticFiles):
    """Files with a hash in their name are kept for ever, everything else is asked for again.

    Args:
        opened: Called when somebody opens the page.
    """

    def __init__(self, folder: Path, opened: Callable[[], None]) -> None:
        super().__init__(directory=folder, html=True)
        self._opened = opened
        self._files = {f"assets/{file.name}" for file in folder.glob("assets/*")}
        # All that the build writes has the same.
        scripts = _OWN_SCRIPT.findall((folder / "index.html").read_text())
        self._policy = headers.policy_with(scripts)
        self._openings = {file.stem: file for file in folder.glob("index/*.html")}

    async def get_response(self, path: str, scope: Scope) -> Response:
        if path.startswith("assets/"):
            return await self._asset(path, scope)
        if path.startswith("api/"):
            return await super().get_response(path, scope)
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404:
                raise
            response = FileResponse(self._opening(path))
        response.headers["Cache-Control"] = "no-cache"
        response.headers["Content-Security-Policy"] = self._policy
        self._opened()
        return response

    def _opening(self, path: str) -> Path:
        """The index.html that tells the browser of the scripts which this address needs."""
        return self._openings.get(path.partition("/")[0], FOLDER / "index.html")

    async def _asset(self, path: str, scope: Scope) -> Response:
        """The file as the build packed it, for whoever takes that: a third of the bytes."""
        packed = {
            name: path + ending
            for name, ending in _PACKINGS.items()
            if path + ending in self._files
        }
        accepted = Headers(scope=scope).get("accept-encoding", "")
        packing = next((name for name in packed if name in _names_in(accepted)), None)
        response = await super().get_response(packed[packing] if packing else path, scope)
        if packing:
            response.headers["Vary"] = "Accept-Encoding"
            response.headers["Content-Encoding"] = packing
        return response

    def file_response(self, full_path, stat_result, scope, status_code=200) -> Response:  # type: ignore[no-untyped-def] # as in the base class, whose types are private
        response = super().file_response(full_path, stat_result, scope, status_code)
        if "/assets/" in str(full_path):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def _names_in(accepted: str) -> set[str]:
    """The encodings of an `Accept-Encoding` that are not refused by a weight of 0."""
    offers = (offer.replace(" ", "").lower().partition(";") for offer in accepted.split(","))
    return {
        name for name, _, weight in offers if weight not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    }


def install(app: FastAPI, opened: Callable[[], None]) -> None:
    """Mount the page at the root. Call it last: it answers everything that no route took."""
    if (FOLDER / "index.html").exists():
        app.mount("/", Page(FOLDER, opened), name="page")
        return

    @app.get("/", include_in_schema=False)
    async def no_page() -> Response:
        return Response(_NO_PAGE, media_type="text/plain")
