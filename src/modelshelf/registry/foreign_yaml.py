"""Reading YAML that others wrote: model cards, and an operator's file from the web.

A few hundred bytes of nested aliases or merges stand for gigabytes. To say what a model is, no more
than a text need be said again: nothing else may be repeated.
"""

from typing import Any

import yaml

_MERGE = "tag:yaml.org,2002:merge"
_TEXT = "tag:yaml.org,2002:str"
# Of anything but text. A number of base 60 of a million digits takes minutes to work out.
_MOST_CHARACTERS = 100
# What all aliases of a document together may stand for.
_MOST_REPEATED_CHARACTERS = 64 * 1024
_MOST_LEVELS = 32
# What the parser itself ends in where a value is not what its tag says.
_NONSENSE = (
    ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
)  # fmt: skip


class BadYaml(ValueError):
    """The text is no YAML, or more than we read of it. Says where, as far as that is known."""


def read_yaml(text: str) -> Any:
    """The document in a text; takes time and memory in proportion to its length.

    Raises:
        BadYaml
    """
    try:
        return yaml.load(text, _Plain)  # noqa: S506 (a SafeLoader that reads less)
    except yaml.YAMLError as error:
        raise BadYaml(str(error)) from error
    except _NONSENSE as error:
        raise BadYaml("holds a value that is not what its tag says") from error


class _Plain(yaml.SafeLoader):
    _repeated_characters = 0
    _level = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        repeated = self.check_event(yaml.AliasEvent)
        place = self.peek_event().start_mark  # type: ignore[no-untyped-call] # not typed in the stubs
        self._level += 1
        if self._level > _MOST_LEVELS:
            raise yaml.composer.ComposerError(None, None, "is nested too deep", place)
        node = super().compose_node(parent, index)
        self._level -= 1
        if repeated:
            if not isinstance(node, yaml.ScalarNode):
                problem = "an alias of anything but a text is not read"
                raise yaml.composer.ComposerError(None, None, problem, place)
            self._repeated_characters += len(node.value)
            if self._repeated_characters > _MOST_REPEATED_CHARACTERS:
                raise yaml.composer.ComposerError(None, None, "too much is repeated", place)
        return node

    def compose_scalar_node(self, anchor: Any) -> yaml.ScalarNode:
        node = super().compose_scalar_node(anchor)
        if node.tag != _TEXT and len(node.value) > _MOST_CHARACTERS:
            raise yaml.composer.ComposerError(None, None, "is too long", node.start_mark)
        return node

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        for key, _ in node.value:
            if key.tag == _MERGE:
                problem = "merges are not read"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
        super().flatten_mapping(node)
