"""The small files of a model that tell what it is."""

import json
from collections.abc import Mapping
from typing import Any

# Files that are looked at, where a repository has them; a Dense module may have another place.
SMALL_FILES = (
    "README.md",
    "config.json",
    "tokenizer_config.json",
    "chat_template.jinja",
    "modules.json",
    "sentence_bert_config.json",
    "config_sentence_transformers.json",
    "1_Pooling/config.json",
    "2_Dense/config.json",
)

# Tokenizers without a limit of their own say so with a number such as 10^30.
NO_LIMIT = 10**9


class SmallFiles:
    """Contents by path; what is missing, broken or of another shape reads as empty.

    Attributes:
        used: What was found where, in plain words.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self.used: list[str] = []

    def object(self, path: str) -> dict[str, Any]:
        content = self._json(path)
        return content if isinstance(content, dict) else {}

    def modules(self) -> list[tuple[str, str]]:
        """(class name, folder) of each module of a sentence-transformers model."""
        content = self._json("modules.json")
        entries = content if isinstance(content, list) else []
        return [
            (str(entry.get("type", "")).rpartition(".")[2], str(entry.get("path", "")))
            for entry in entries
            if isinstance(entry, dict)
        ]

    def folder_of(self, module: str) -> str | None:
        """Folder of the last module of a class."""
        folders = [folder for name, folder in self.modules() if name == module]
        return folders[-1] if folders else None

    def number(self, path: str, *names: str) -> int | None:
        """The first of the named fields that is a sensible positive number."""
        content = self.object(path)
        for name in names:
            value = content.get(name)
            if isinstance(value, int) and not isinstance(value, bool) and 0 < value < NO_LIMIT:
                self.used.append(f"{path}: {name} is {value}")
                return value
        return None

    def has_chat_template(self) -> bool:
        return "chat_template.jinja" in self._files or bool(
            self.object("tokenizer_config.json").get("chat_template")
        )

    def architectures(self) -> list[str]:
        names = self.object("config.json").get("architectures")
        return [str(name) for name in names] if isinstance(names, list) else []

    def _json(self, path: str) -> Any:
        try:
            return json.loads(self._files.get(path, b"null"))
        except (ValueError, RecursionError):
            return None
