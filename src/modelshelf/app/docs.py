"""The documentation of the API as a page: written here from the OpenAPI document.

It needs no script, neither ours nor one from elsewhere, so it lives under the same strict policy
as everything else.
"""

import functools
from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import Any, TypeAlias

from fastapi import FastAPI
from starlette.responses import HTMLResponse, Response

Json: TypeAlias = dict[str, Any]

_METHODS = ("get", "post", "put", "patch", "delete")
_STYLE = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid #8886; }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
code, h3 { font-family: ui-monospace, monospace; }
h3 b { display: inline-block; min-width: 4.5rem; color: #0d7377; }
p { margin: .25rem 0; }
table { border-collapse: collapse; margin: .5rem 0; }
td, th { text-align: left; vertical-align: top; padding: .15rem 1rem .15rem 0; }
th { font-weight: 600; }
.who { color: #777; }
@media (prefers-color-scheme: dark) { h3 b { color: #4cc9c0; } .who { color: #aaa; } }
"""


def install(app: FastAPI, path: str) -> None:
    @functools.cache
    def written() -> str:
        return _page(app.openapi(), f"{path}/style.css")

    @app.get(path, include_in_schema=False)
    def documentation() -> Response:
        return HTMLResponse(written())

    @app.get(f"{path}/style.css", include_in_schema=False)
    def style() -> Response:
        return Response(_STYLE, media_type="text/css")


def _page(document: Json, style: str) -> str:
    info = document["info"]
    body = "\n".join(_sections(document))
    return f"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{escape(info["title"])}: the API</title><link rel="stylesheet" href="{escape(style)}"></head>
<body>
<h1>{escape(info["title"])} {escape(info["version"])}: the API</h1>
<p>{escape(info.get("summary", ""))}</p>
<p>The same for programs: <a href="openapi.json">openapi.json</a>. Sign in with
<code>POST /api/v2/auth/login</code>, and send the token as <code>Authorization: Bearer …</code>, or
make an API token for a program. Errors are problem documents (RFC 9457) with a stable
<code>code</code>.</p>
{body}
</body>
</html>"""


def _sections(document: Json) -> Iterator[str]:
    routes = [
        (operation.get("tags", ["other"])[0], method, path, operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if method in _METHODS
    ]
    schemas = document["components"]["schemas"]
    for tag, members in groupby(sorted(routes, key=lambda r: r[0]), key=lambda r: r[0]):
        yield f"<h2>{escape(tag)}</h2>"
        for _, method, path, operation in members:
            yield "\n".join(_operation(method, path, operation, schemas))


def _operation(method: str, path: str, operation: Json, schemas: Json) -> Iterator[str]:
    yield f"<h3><b>{method.upper()}</b> {escape(path)}</h3>"
    yield f'<p class="who">{escape(_who(operation))}</p>'
    if description := operation.get("description"):
        yield f"<p>{escape(description)}</p>"
    if parameters := operation.get("parameters"):
        yield _table(
            (p["name"], p["schema"], p.get("description", ""), p.get("required", False), p["in"])
            for p in parameters
        )
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body:
        yield _fields("Body", body["schema"], schemas)
    for status, response in operation["responses"].items():
        content = response.get("content", {}).get("application/json", {})
        if status.startswith("2") and content.get("schema"):
            yield _fields(f"Answer {status}", content["schema"], schemas)


def _who(operation: Json) -> str:
    """Each kind of credential stands in the document with the role and the scope it needs."""
    for requirement in operation.get("security", ()):
        for needs in requirement.values():
            if len(needs) == 2:
                return f"Role {needs[0]} or above; an API token needs the scope {needs[1]}."
    return "Open to everybody."


def _fields(heading: str, schema: Json, schemas: Json) -> str:
    name = schema.get("$ref", "").rpartition("/")[2]
    properties = schemas.get(name, {}).get("properties", {})
    required = schemas.get(name, {}).get("required", ())
    rows = _table(
        (key, value, value.get("description", ""), key in required, "")
        for key, value in properties.items()
    )
    return f"<p>{escape(heading)}: <code>{escape(_type(schema))}</code></p>{rows}"


def _table(rows: Any) -> str:
    lines = "".join(
        f"<tr><td><code>{escape(name)}</code></td><td><code>{escape(_type(schema))}</code></td>"
        f"<td>{'required' if required else ''} {escape(where)}</td>"
        f"<td>{escape(description)}</td></tr>"
        for name, schema, description, required, where in rows
    )
    return f"<table>{lines}</table>" if lines else ""


def _type(schema: Json) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "enum" in schema:
        return " | ".join(f"{value!r}" for value in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(_type(part) for part in schema["anyOf"])
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items', {}))}]"
    return str(schema.get("format") or schema.get("type") or schema.get("const") or "any")
