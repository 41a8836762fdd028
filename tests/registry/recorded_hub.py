"""The recorded repositories, as the local Hub serves them."""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import yaml

from tests.hub import Announced, LocalHub
from tests.hub.repository import Source

FOLDER = Path(__file__).with_name("recorded")
HELD_OUT = Path(__file__).with_name("held_out")
HELD_OUT_REAL = Path(__file__).with_name("held_out_real")
_DTYPE_BYTES = {"F32": 4, "F16": 2, "BF16": 2}


@dataclass(frozen=True)
class Recorded:
    """One file of `recorded/`; its README says what is in it."""

    id: str
    facts_from: list[str]
    hub: Mapping[str, Any]
    files: Mapping[str, Any]
    weights: Mapping[str, int]
    expect: Mapping[str, Any]
    headers: Mapping[str, Any] = field(default_factory=dict)
    indent: Mapping[str, int | None] = field(default_factory=dict)
    other_files: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> Self:
        return cls(**yaml.safe_load(path.read_text(encoding="utf-8")))

    def announced(self) -> dict[str, Announced]:
        return {
            path: Announced(_header(self.headers.get(path, {})), size, f"{self.id}/{path}")
            for path, size in self.weights.items()
        }


def all_recorded(folder: Path = FOLDER) -> list[Recorded]:
    return [Recorded.read(path) for path in sorted(folder.glob("*.yaml"))]


def add_recorded(hub: LocalHub, recorded: Recorded) -> dict[str, Announced]:
    """Serve it; gives its weights, which know what was asked of them."""
    weights = recorded.announced()
    files: dict[str, Source] = {
        path: json.dumps(content, indent=recorded.indent.get(path, 2))
        for path, content in recorded.files.items()
    }
    files |= dict.fromkeys(recorded.other_files, "{}")
    files |= {"README.md": "What only people read.", "tokenizer.json": "{}", **weights}
    gated = recorded.hub.get("gated")
    hub.add(recorded.id, files, gated=gated, told=dict(recorded.hub))
    return weights


def _header(tensors: Mapping[str, Any]) -> bytes:
    header, end = {}, 0
    for name, (dtype, shape) in tensors.items():
        start, count = end, 1
        for length in shape:
            count *= length
        end += count * _DTYPE_BYTES[dtype]
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [start, end]}
    packed = json.dumps(header).encode()
    return struct.pack("<Q", len(packed)) + packed
