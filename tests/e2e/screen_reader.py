"""What a screen reader is given of a page: Chromium's own accessibility tree, and what is wrong."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, TypeAlias

from playwright.sync_api import Page

Node: TypeAlias = dict[str, Any]

_NAMED = {
    "article",
    "button",
    "checkbox",
    "combobox",
    "dialog",
    "image",
    "link",
    "option",
    "progressbar",
    "radio",
    "searchbox",
    "tab",
    "textbox",
}
# Two links of one name may lead to one place; what is pressed or filled in must be told apart.
_ONE_OF_A_NAME = {"button", "checkbox", "combobox", "progressbar", "searchbox", "tab", "textbox"}
_LANDMARKS = {"banner", "main", "navigation"}
# Chromium's own, inside a date field; the two ways to close a dialog, which are one deed; and the
# sessions of one browser, which tests may begin within the same second.
_MAY_BE_TWICE = re.compile("Show date picker|^Close$|^End Chrome on Linux")


def faults_in(page: Page, *, is_modal: bool) -> list[str]:
    """What somebody who hears the page could not make out.

    Args:
        is_modal: Something is open over the page, which keeps the page itself from being heard.
    """
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    heard = [node for node in nodes if not node.get("ignored")]
    return [*_faults(heard), *([] if is_modal else _faults_of_a_whole_page(heard))]


def _faults(nodes: list[Node]) -> Iterator[str]:
    heard = [(_role(node), _name(node)) for node in nodes]
    for role, count in Counter(role for role, name in heard if not name).items():
        if role in _NAMED:
            yield f"{count} x {role} without a name"
    for (role, name), count in Counter(heard).items():
        if role in _ONE_OF_A_NAME and count > 1 and not _MAY_BE_TWICE.search(name):
            yield f"{count} x {role} named {name!r}"
        if role in _LANDMARKS and count > 1:
            yield f"{count} x {role} {name!r}"


def _faults_of_a_whole_page(nodes: list[Node]) -> Iterator[str]:
    if sum(_role(node) == "main" for node in nodes) != 1:
        yield "not one main part"
    levels = [_level(node) for node in nodes if _role(node) == "heading"]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} headings of the first level"
    for above, below in zip([0, *levels], levels, strict=False):
        if below > above + 1:
            yield f"a heading of level {below} below one of level {above}"


def _role(node: Node) -> str:
    return str(node["role"]["value"])


def _name(node: Node) -> str:
    return str(node.get("name", {}).get("value", "")).strip()


def _level(node: Node) -> int:
    return next(int(one["value"]["value"]) for one in node["properties"] if one["name"] == "level")
