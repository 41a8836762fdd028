"""The patch that makes a registry file say what the Hub says, comments and all else left alone."""

import difflib
import json
import re
from collections.abc import Sequence
from typing import Any

from modelshelf.registry.check import Difference

_KEY = "    "


def patch(text: str, name: str, differences: Sequence[Difference]) -> str:
    """A unified diff of a file's text: the values, and the Hub as the source of each.

    Only what is certain is in it.
    """
    lines = text.splitlines(keepends=True)
    changed = list(lines)
    certain = [difference for difference in differences if difference.certain]
    for difference in certain:
        changed = _said_anew(changed, difference)
    for model_id in dict.fromkeys(difference.model_id for difference in certain):
        mine = [difference for difference in certain if difference.model_id == model_id]
        changed = _with_source(changed, mine)
    return "".join(difflib.unified_diff(lines, changed, f"a/{name}", f"b/{name}"))


def _said_anew(lines: list[str], difference: Difference) -> list[str]:
    """The lines of the file with one field of one entry said anew."""
    start, end = _entry(lines, difference.model_id)
    entry = lines[start:end]
    outer, _, inner = difference.field.partition(".")
    begin, stop = _field(entry, outer)
    if inner:
        said = re.compile(rf"\b{inner}: [\d_]+")
        theirs = f"{inner}: {difference.theirs}"
        entry[begin:stop] = [said.sub(theirs, line) for line in entry[begin:stop]]
    elif begin < stop:
        # An anchor that other entries refer to stays.
        anchor = re.match(rf"{_KEY}\w+: (&\w+ )?", entry[begin])
        value = f"{anchor[1] if anchor and anchor[1] else ''}{_yaml(outer, difference.theirs)}"
        entry[begin:stop] = [f"{_KEY}{outer}: {value}\n"]
    else:  # Nothing was said of it: it stands after the licence.
        _, after = _field(entry, "commercial_use")
        entry[after:after] = [f"{_KEY}{outer}: {_yaml(outer, difference.theirs)}\n"]
    if difference.field == "parameters":
        entry = [line for line in entry if not line.startswith(f"{_KEY}parameters_approximate:")]
    return [*lines[:start], *entry, *lines[end:]]


def _with_source(lines: list[str], differences: Sequence[Difference]) -> list[str]:
    """With the Hub named as the source, at the end of an entry whose sources stand in lines."""
    start, end = _entry(lines, differences[0].model_id)
    begin, stop = _field(lines[start:end], "source")
    if begin == stop or lines[start + begin].strip() != "source:":
        return lines
    facts = dict.fromkeys(d.field.partition(".")[0] for d in differences)
    places = dict.fromkeys(difference.place for difference in differences)
    added = [
        f"      - place: {json.dumps(f'the Hub, revision {differences[0].revision[:12]}')}\n",
        f"        facts: [{', '.join(facts)}]\n",
        f"        note: {json.dumps('; '.join(places), ensure_ascii=False)}\n",
    ]
    return [*lines[: start + stop], *added, *lines[start + stop :]]


def _yaml(field: str, value: Any) -> str:
    if field == "parameters":
        return f"{value:_}"
    plain = isinstance(value, str) and re.fullmatch(r"[a-z][\w.-]*", value)
    return value if plain else json.dumps(value, ensure_ascii=False)


def _field(entry: Sequence[str], name: str) -> tuple[int, int]:
    """The lines of one field, those that it goes on in included; none where it is not there."""
    begin = next((n for n, line in enumerate(entry) if line.startswith(f"{_KEY}{name}:")), None)
    if begin is None:
        return 0, 0
    stop = begin + 1
    while stop < len(entry) and entry[stop].startswith(f"{_KEY}  "):
        stop += 1
    return begin, stop


def _entry(lines: Sequence[str], model_id: str) -> tuple[int, int]:
    begins = [number for number, line in enumerate(lines) if line.startswith("  - id:")]
    for place, number in enumerate(begins):
        if lines[number].split(":", 1)[1].strip().strip("\"'") == model_id:
            return number, begins[place + 1] if place + 1 < len(begins) else len(lines)
    return 0, 0
