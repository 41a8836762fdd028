"""The Hub's refusals, with the headers by which its client tells them apart."""

from aiohttp import web

from tests.hub.repository import Commit, LocalHub, Repo, User


def refusal(status: int, message: str, code: str | None = None) -> web.Response:
    """An error as the Hub answers it: the same sentence as JSON and in `X-Error-Message`."""
    headers = {"X-Error-Message": message} | ({"X-Error-Code": code} if code else {})
    return web.json_response({"error": message}, status=status, headers=headers)


class Refused(Exception):
    """The request ends here, with this answer."""

    def __init__(self, response: web.Response) -> None:
        super().__init__(response.reason)
        self.response = response


def caller(hub: LocalHub, request: web.Request) -> User | None:
    """Whose token came with the request; None without one.

    Raises:
        Refused: The token is unknown.
    """
    header = request.headers.get("Authorization")
    if header is None:
        return None
    user = hub.users.get(header.removeprefix("Bearer "))
    if user is None:
        raise Refused(refusal(401, "Invalid credentials in Authorization header"))
    return user


def visible_repo(hub: LocalHub, request: web.Request) -> Repo:
    """The repository that the address names, if the caller may know of it.

    Raises:
        Refused: There is none, or it is private: to a stranger that is the same.
    """
    user = caller(hub, request)
    repo = hub.repos.get(request.match_info["repo"])
    if repo is None or (repo.private and not _may_read(user, repo)):
        if user is None:
            raise Refused(refusal(401, "Invalid username or password.", "RepoNotFound"))
        raise Refused(refusal(404, "Repository not found", "RepoNotFound"))
    return repo


def readable_repo(hub: LocalHub, request: web.Request) -> Repo:
    """The repository that the address names, if the caller may download from it.

    Raises:
        Refused: It cannot be seen, or is gated and the caller has not been let in.
    """
    repo = visible_repo(hub, request)
    user = caller(hub, request)
    if repo.gated is None or _may_read(user, repo):
        return repo
    status, message = _why_not(user, repo, str(request.url.origin()))
    raise Refused(refusal(status, message, "GatedRepo"))


def asked_commit(repo: Repo, request: web.Request) -> Commit:
    """The commit that the address names, by default that of `main`.

    Raises:
        Refused: There is no such revision.
    """
    revision = request.match_info.get("revision", "main")
    commit = repo.find(revision)
    if commit is None:
        raise Refused(refusal(404, f"Invalid rev id: {revision}", "RevisionNotFound"))
    return commit


def _why_not(user: User | None, repo: Repo, endpoint: str) -> tuple[int, str]:
    """In the words of the public Hub (their sources: modelshelf/hub/refusals.py)."""
    model = f"model {repo.id}"
    if user is None:
        return 401, (
            f"Access to {model} is restricted. You must have access to it and be authenticated to "
            "access it. Please log in."
        )
    if user.narrow:
        return 403, (
            "Please enable access to public gated repositories in your fine-grained token settings "
            "to view this repository."
        )
    if repo.id in user.awaiting:
        return 403, f"Your request to access {model} is awaiting a review from the repo authors."
    if repo.id in user.rejected:
        return 403, f"Your request to access {model} has been rejected by the repo's authors."
    return 403, (
        f"Access to {model} is restricted and you are not in the authorized list. Visit "
        f"{endpoint}/{repo.id} to ask for access."
    )


def _may_read(user: User | None, repo: Repo) -> bool:
    return user is not None and repo.id in user.may_read
