"""How people name a model: by its id, or by the address of its page."""

from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from modelshelf.hub.door import check_model_id, check_revision
from modelshelf.hub.errors import InvalidModelId

_PUBLIC = {"huggingface.co", "www.huggingface.co", "hf.co"}
_PLACES = {"tree", "blob", "resolve", "commit", "commits"}
_NOT_MODELS = {"datasets", "spaces", "collections", "docs", "papers", "settings"}


@dataclass(frozen=True, slots=True)
class Reference:
    """A model, and the revision that the address named, if it named one."""

    model_id: str
    revision: str | None = None


def read_reference(text: str, endpoint: str) -> Reference:
    """Read `org/name`, or `https://<hub>/org/name[/tree/revision]`.

    Raises:
        InvalidModelId: It is none of both, or not of this Hub or the public one.
    """
    text = text.strip()
    if "://" not in text:
        return Reference(check_model_id(text))
    try:
        parts = urlsplit(text)
        own = urlsplit(endpoint)
        known = parts.netloc == own.netloc or parts.hostname in _PUBLIC
    except ValueError:
        known = False
    if not known or parts.scheme not in ("http", "https"):
        raise InvalidModelId.of(text)
    prefix = own.path.rstrip("/") if parts.netloc == own.netloc else ""
    steps = [unquote(step) for step in parts.path.removeprefix(prefix).split("/") if step]
    if not steps or steps[0] in _NOT_MODELS:
        raise InvalidModelId.of(text)
    at = next((i for i, step in enumerate(steps[:3]) if i > 0 and step in _PLACES), len(steps))
    if at > 2:
        raise InvalidModelId.of(text)
    revision = check_revision(steps[at + 1]) if at + 1 < len(steps) else None
    return Reference(check_model_id("/".join(steps[:at])), revision)


def page_at_hub(endpoint: str, model_id: str) -> str:
    """The address of a model's page; `/tree/<revision>` may follow."""
    return f"{endpoint.rstrip('/')}/{quote(model_id)}"
