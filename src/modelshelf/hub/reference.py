"""How people name a model: by its id, by an address, or by a line that they copied somewhere."""

from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from modelshelf.hub.door import check_model_id, check_revision
from modelshelf.hub.errors import InvalidModelId

_PUBLIC = {"huggingface.co", "www.huggingface.co", "hf.co"}
# What may follow an id in the address of a page. The first have a revision behind them.
_OF_A_REVISION = {"tree", "blob", "resolve", "raw", "commit", "commits"}
_PLACES = _OF_A_REVISION | {"discussions", "settings", "community", "upload", "edit"}
_NO_MODELS = {"collections", "docs", "papers", "settings", "blog", "posts", "organizations"}

_COMMANDS = (
    ("hf", "download"),
    ("huggingface-cli", "download"),
    ("git", "clone"),
    ("git", "lfs", "clone"),
    ("modelshelf", "pull"),
    ("modelshelf", "plan"),
    ("modelshelf", "add"),
    ("vllm", "serve"),
)
# Options of those commands that are mostly written before the model, and have a word behind them.
_WITH_A_VALUE = {"--revision", "--branch", "-b", "--cache-dir", "--local-dir", "--repo-type",
                 "--type", "--token", "--depth", "--max-workers"}  # fmt: skip
_REVISIONS = ("--revision", "--branch", "-b")
_AROUND = "\"'`<>()[],;"


@dataclass(frozen=True, slots=True)
class Reference:
    """A model, and the revision that was named along with it, if one was."""

    model_id: str
    revision: str | None = None


def read_reference(text: str, endpoint: str) -> Reference:
    """Read what somebody typed or pasted.

    That may be `org/name`, `org/name@revision`, an address of the model's pages or files at this
    Hub or at the public one, with or without `https://`, or a command such as
    `hf download org/name` or `git clone https://hf.co/org/name`.

    Raises:
        InvalidModelId: It is none of them: a dataset, a Space, something at another host.
        InvalidRevision
    """
    words = [stripped for word in text.split() if (stripped := word.strip(_AROUND))]
    if words[:1] == ["$"]:
        words = words[1:]
    for command in _COMMANDS:
        if tuple(words[: len(command)]) == command:
            return _of_command(words[len(command) :], text, endpoint)
    return _of_word(words[0], endpoint) if len(words) == 1 else _refused(text)


def page_at_hub(endpoint: str, model_id: str) -> str:
    """The address of a model's page; `/tree/<revision>` may follow."""
    return f"{endpoint.rstrip('/')}/{quote(model_id)}"


def _refused(text: str) -> Reference:
    raise InvalidModelId.of(text.strip())


def _of_command(words: list[str], text: str, endpoint: str) -> Reference:
    options: dict[str, str] = {}
    named: list[str] = []
    rest = iter(words)
    for word in rest:
        if word in _WITH_A_VALUE:
            options[word] = next(rest, "")
        elif word.startswith("-"):
            name, _, value = word.partition("=")
            options[name] = value
        else:
            named.append(word)
    if (kind := options.get("--repo-type", "model")) != "model":
        raise InvalidModelId.of_kind(kind)
    # What follows are names of files, or the folder to clone into.
    found = _of_word(named[0], endpoint) if named else _refused(text)
    revision = next((options[name] for name in _REVISIONS if options.get(name)), None)
    return Reference(found.model_id, check_revision(revision) if revision else found.revision)


def _of_word(word: str, endpoint: str) -> Reference:
    own = urlsplit(endpoint)
    if word.startswith("hf://"):
        return _of_steps(_steps(word.removeprefix("hf://")), word)
    if word.startswith("git@"):  # `git@hf.co:org/name`
        word = "ssh://" + word.replace(":", "/", 1)
    host = word.split("/", 1)[0]
    if "://" not in word and "/" in word and host in _PUBLIC | {own.netloc}:
        word = f"https://{word}"
    if "://" not in word:
        name, _, revision = word.partition("@")
        found = _of_steps(_steps(name), word)
        return Reference(found.model_id, check_revision(revision)) if revision else found
    try:
        parts = urlsplit(word)
        is_own = parts.netloc == own.netloc
        known = is_own or parts.hostname in _PUBLIC
    except ValueError:
        return _refused(word)
    if parts.scheme not in ("http", "https", "ssh"):
        return _refused(word)
    if not known:
        raise InvalidModelId.elsewhere(parts.hostname or word, endpoint)
    prefix = own.path.rstrip("/") if is_own else ""
    return _of_steps(_steps(parts.path.removeprefix(prefix)), word, is_page=True)


def _steps(path: str) -> list[str]:
    return [unquote(step) for step in path.split("/") if step]


def _of_steps(steps: list[str], word: str, *, is_page: bool = False) -> Reference:
    """The parts of an id, and of what may stand behind it."""
    if steps[:1] == ["api"] and is_page:
        steps = steps[1:]
    if steps[:1] == ["models"] and len(steps) > (1 if is_page else 2):
        steps = steps[1:]
    if not steps:
        return _refused(word)
    if len(steps) > 1 and steps[0] in ("datasets", "spaces"):
        raise InvalidModelId.of_kind(steps[0].removesuffix("s"))
    if is_page and steps[0] in _NO_MODELS:
        raise InvalidModelId.no_models_page()
    place = next((i for i, step in enumerate(steps[:3]) if i > 0 and step in _PLACES), len(steps))
    if place > 2:
        return _refused(word)
    revision = None
    if steps[place : place + 1] and steps[place] in _OF_A_REVISION:
        revision = next(iter(steps[place + 1 :]), None)
    name, _, after = steps[place - 1].partition("@")
    if is_page:
        name = name.removesuffix(".git")
    model_id = check_model_id("/".join([*steps[: place - 1], name]))
    revision = after or revision
    return Reference(model_id, check_revision(revision) if revision else None)
