"""What about a model may run code, by its files and by what the Hub says of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from modelshelf.hub.door import Described, HubRepo, Scan
from modelshelf.hub.needed import is_pickle


@dataclass(frozen=True, slots=True)
class Risks:
    """What somebody should know before they load a model.

    Attributes:
        pickles: Wanted files that can run code when they are loaded.
        remote_code: Signs that loading the model runs code that comes with it.
        scan: What the Hub's own scanners say; None where the Hub says nothing.
    """

    pickles: tuple[str, ...] = ()
    remote_code: tuple[str, ...] = ()
    scan: Scan | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """One sentence each, for people."""
        lines = []
        if self.pickles:
            lines.append(
                f"{_listed(self.pickles)} can run code when loaded (pickle). Load it only if you "
                "trust its authors, or choose a model with safetensors."
            )
        if self.remote_code:
            lines.append(
                f"Loading it may run code that comes with it ({_listed(self.remote_code)}). Read "
                "that code first; libraries ask for trust_remote_code."
            )
        if self.scan is not None and self.scan.issues:
            found = ", ".join(f"{i.path} ({i.level})" for i in self.scan.issues[:5])
            lines.append(f"The Hub's scanners object to {found}.")
        return tuple(lines)


def risks_of(model: Described, wanted: Iterable[str]) -> Risks:
    """The risks of a model whose files `wanted` are to be fetched."""
    paths = tuple(wanted)
    return Risks(
        pickles=tuple(path for path in paths if is_pickle(path)),
        remote_code=code_in(model, paths),
        scan=model.scan if isinstance(model, HubRepo) else None,
    )


def code_in(model: Described | None, paths: Iterable[str]) -> tuple[str, ...]:
    """Signs that loading a model runs code of its repository, each in a few words."""
    signs = []
    if model is not None and model.config.remote_code:
        signs.append("auto_map in config.json")
    elif model is not None and "custom_code" in model.tags:
        signs.append("tagged custom_code")
    if isinstance(model, HubRepo):
        signs += model.foreign_classes
    signs += [path for path in paths if path.endswith(".py")]
    return tuple(signs)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
