"""The built web page: its files, and index.html for every address that the page itself knows."""

from collections.abc import Callable
from pathlib import Path

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent / "page"
_NO_PAGE = """Modelshelf runs, but its page is not built: run `make setup`.
The API is at /api/v2/docs.
"""


class Page(StaticFiles):
    """Files with a hash in their name are kept for ever, everything else is asked for again.

    Args:
        opened: Called when somebody opens the page.
    """

    def __init__(self, folder: Path, opened: Callable[[], None]) -> None:
        super().__init__(directory=folder, html=True)
        self._opened = opened
        packed = folder.glob("assets/*.gz")
        self._packed = {f"assets/{file.name.removesuffix('.gz')}" for file in packed}

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
            response = FileResponse(FOLDER / "index.html")
        response.headers["Cache-Control"] = "no-cache"
        self._opened()
        return response

    async def _asset(self, path: str, scope: Scope) -> Response:
        """The file as the build packed it, for whoever takes that: a third of the bytes."""
        takes_gzip = "gzip" in Headers(scope=scope).get("accept-encoding", "")
        is_packed = path in self._packed
        response = await super().get_response(
            f"{path}.gz" if is_packed and takes_gzip else path, scope
        )
        if is_packed:
            response.headers["Vary"] = "Accept-Encoding"
        if is_packed and takes_gzip:
            response.headers["Content-Encoding"] = "gzip"
        return response

    def file_response(self, full_path, stat_result, scope, status_code=200) -> Response:  # type: ignore[no-untyped-def] # as in the base class, whose types are private
        response = super().file_response(full_path, stat_result, scope, status_code)
        if "/assets/" in str(full_path):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def install(app: FastAPI, opened: Callable[[], None]) -> None:
    """Mount the page at the root. Call it last: it answers everything that no route took."""
    if (FOLDER / "index.html").exists():
        app.mount("/", Page(FOLDER, opened), name="page")
        return

    @app.get("/", include_in_schema=False)
    async def no_page() -> Response:
        return Response(_NO_PAGE, media_type="text/plain")
