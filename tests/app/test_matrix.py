"""Every route × every role × every scope × own and others' objects, against the table."""

import uuid
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from modelshelf.accounts.models import Role, Scope
from tests.app.access_table import RULES, Rule
from tests.hub import HubServer
from tests.support.api import API, Api
from tests.support.models import add_model, slowly
from tests.support.product import ADMIN, PASSWORD, Product, Server

AT_THE_ROOT = ("/health", "/ready", "/metrics")
ENDS_ITS_SESSION = {("POST", "/auth/logout"), ("DELETE", "/auth/sessions")}
REFUSALS = {"not_signed_in", "forbidden", "scope_missing"}


def test_every_route_has_its_line_and_asks_for_what_it_says(server: Server) -> None:
    document = server.as_nobody().http.get(f"{API}/openapi.json").json()
    in_document = {
        (method.upper(), path.removeprefix(API)): _asks_for(operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }
    in_table = {
        (rule.method, rule.path): () if rule.is_open else (rule.role, rule.scope) for rule in RULES
    }
    assert in_document == in_table
    assert len(RULES) == len(in_table)


def _asks_for(operation: dict[str, Any]) -> tuple[str, ...]:
    needs = [tuple(n) for r in operation.get("security", []) for n in r.values() if n]
    return needs[0] if needs else ()


def test_nobody_gets_in_but_where_it_is_open(server: Server) -> None:
    nobody = server.as_nobody()
    for rule in RULES:
        status, code = _call(nobody.http, rule)
        assert (code == "not_signed_in") is not rule.is_open, rule
        assert (status == 401) is not rule.is_open, rule


@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_what_its_line_says(
    server: Server, package_product: Product, role: Role
) -> None:
    # An account of its own: some of these routes end all of its sessions.
    account = f"{role}-{uuid.uuid4().hex[:8]}"
    package_product.add_user(account, role)
    api = server.as_user(account)
    for rule in RULES:
        if rule.is_open:
            continue
        one_time = (rule.method, rule.path) in ENDS_ITS_SESSION
        status, code = _call((server.as_user(account) if one_time else api).http, rule)
        allowed = role.includes(Role(rule.role))
        assert (status, code) == (403, "forbidden") if not allowed else code not in REFUSALS, (
            rule,
            status,
            code,
        )
        if one_time and rule.path == "/auth/sessions":
            api = server.as_user(account)


@pytest.mark.parametrize("scope", list(Scope))
def test_a_token_may_what_its_scope_says(server: Server, scope: Scope) -> None:
    made = server.as_user(ADMIN).post("/tokens", {"name": "t", "scopes": [scope]}, status=201)
    with Api(server.url, made["token"]) as api:
        for rule in RULES:
            if rule.is_open or (rule.method, rule.path) in ENDS_ITS_SESSION:
                continue
            status, code = _call(api.http, rule)
            if scope.includes(Scope(rule.scope)):
                assert code not in REFUSALS, (rule, status, code)
            else:
                assert (status, code) == (403, "scope_missing"), rule


@pytest.mark.parametrize(
    "rule",
    [rule for rule in RULES if rule.whose.endswith(("403", "404"))],
    ids=lambda rule: f"{rule.method} {rule.path}",
)
def test_others_objects_are_out_of_reach(
    server: Server, package_product: Product, hub: HubServer, rule: Rule
) -> None:
    names = [f"{who}-{uuid.uuid4().hex[:8]}" for who in ("owner", "other")]
    for name in names:
        package_product.add_user(name, Role.MEMBER)
    owner, other = (server.as_user(name) for name in names)

    def new_path() -> str:
        return rule.path.format_map(_Objects(owner, hub, rule))

    whose, _, refusal = rule.whose.partition(" ")
    path = new_path()
    assert _ask(other, rule, path).status_code == int(refusal), rule
    if whose == "own" and rule.method != "GET":  # Reading is not recorded.
        assert _refusals_of(server, names[1]), rule
    assert _ask(owner, rule, path).is_success, rule
    as_admin = _ask(server.as_user(ADMIN), rule, new_path())
    assert as_admin.is_success if whose == "own" else as_admin.status_code == 404, rule
    admin = server.as_user(ADMIN)
    for task in admin.get("/models/downloads", active=True)["operations"]:
        admin.post(f"/models/download/{task['task_id']}/cancel")


def _refusals_of(server: Server, name: str) -> list[Any]:
    record = server.as_user(ADMIN).get("/audit", actor=name, outcome="refused")
    return list(record["entries"])


def _ask(api: Api, rule: Rule, path: str) -> httpx2.Response:
    return api.ask(rule.method, path, json={} if rule.method == "PATCH" else None)


class _Objects(dict[str, str]):
    """Ids of new objects of one person, made when a path names them."""

    def __init__(self, owner: Api, hub: HubServer, rule: Rule) -> None:
        super().__init__()
        self._make: dict[str, Callable[[], str]] = {
            "session_id": lambda: _new_session(owner),
            "token_id": lambda: owner.post("/tokens", {"name": "t", "scopes": ["read"]}, 201)["id"],
            "custom_model_id": lambda: owner.post(
                "/models/custom", {"model_id": add_model(hub).id, "model_type": "embedding"}, 201
            )["custom_model_id"],
            "collection_id": lambda: owner.post(
                "/collections", {"name": uuid.uuid4().hex, "embedding_model": "a/b"}, 201
            )["id"],
            "task_id": lambda: _slow_download(owner, hub, rule),
            "model_id": lambda: _downloaded(owner, add_model(hub).id),
        }

    def __missing__(self, name: str) -> str:
        return self._make[name]()


def _new_session(owner: Api) -> str:
    with Api.signed_in(owner.url, owner.get("/auth/me")["username"], PASSWORD) as api:
        sessions = api.get("/auth/sessions")["sessions"]
    return next(str(session["id"]) for session in sessions if session["current"])


def _slow_download(owner: Api, hub: HubServer, rule: Rule) -> str:
    """A download to which the rule's deed can be done."""
    repo = add_model(hub, 1_000_000)
    slowly(hub, repo, 20_000)
    task_id = owner.start(repo.id)
    before = {"resume": "pause", "retry": "cancel"}.get(rule.path.rpartition("/")[2])
    if before is not None:
        owner.post(f"/models/download/{task_id}/{before}")
    return task_id


def _downloaded(api: Api, model_id: str) -> str:
    api.download(model_id)
    api.wait_for_status(model_id, "installed")
    return model_id


def _call(http: httpx2.Client, rule: Rule) -> tuple[int, str | None]:
    """Status and problem code of a call that names no object and says nothing sensible."""
    prefix = "" if rule.path in AT_THE_ROOT else API
    path = prefix + rule.path.replace("{model_id}", "a/b")
    for part in path.split("/"):
        if part.startswith("{"):
            path = path.replace(part, str(uuid.UUID(int=1)))
    with http.stream(rule.method, path, json="nothing") as answer:
        if answer.headers.get("content-type") != "application/problem+json":
            return answer.status_code, None
        answer.read()
        return answer.status_code, answer.json()["code"]
