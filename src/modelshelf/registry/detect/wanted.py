"""Which small files of a repository are worth reading, the most telling first."""

import re
from collections.abc import Iterable

# A larger one is no configuration.
MOST_BYTES = 1024 * 1024

# The same for somebody who does not list a repository's files first: where they usually are.
SMALL_FILES = (
    "README.md", "adapter_config.json", "config.json", "tokenizer_config.json",
    "chat_template.jinja", "modules.json", "sentence_bert_config.json",
    "config_sentence_transformers.json", "0_CLIPModel/config.json", "1_Pooling/config.json",
    "2_Dense/config.json", "3_Dense/config.json",
)  # fmt: skip

_CONFIG_OF_MODULE = re.compile(
    r"\d+_(Pooling|INSTRUCTOR_Pooling|Dense|SparseAutoEncoder|CLIPModel)/config\.json"
)
_TELLING = (
    "adapter_config.json",
    "modules.json",
    "the modules' own",
    "config_sentence_transformers.json",
    "sentence_bert_config.json",
    "config.json",
    "tokenizer_config.json",
    "README.md",
)


def wanted_files(paths: Iterable[str]) -> list[str]:
    """The paths that tell something, among those that a repository has.

    `README.md` comes last: the Hub tells what its header says.
    """
    there = set(paths)
    if "modules.json" not in there:
        # A plain model of transformers: its own configuration tells most.
        order = ("adapter_config.json", "config.json", "tokenizer_config.json", *_TELLING[3:])
        return [path for path in dict.fromkeys(order) if path in there]
    wanted: list[str] = []
    for path in _TELLING:
        wanted += _of_modules(there) if path == "the modules' own" else [path]
    return [path for path in wanted if path in there]


def _of_modules(there: set[str]) -> list[str]:
    """The configurations of the modules that settle the dimension: the last of each kind."""
    last: dict[str, str] = {}
    for path in sorted(there, key=_number):
        if match := _CONFIG_OF_MODULE.fullmatch(path):
            last[match[1]] = path
    return list(last.values())


def _number(path: str) -> int:
    digits = re.match(r"\d{1,6}", path)
    return int(digits[0]) if digits else 0
