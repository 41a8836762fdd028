"""What a model of sentence-transformers is put together from, looked at before it is loaded."""

from pathlib import Path

from modelshelf.policy.foreign import MOST_BYTES, foreign_classes
from modelshelf.trial.errors import ForeignCode


def refuse_foreign_code(model_id: str, snapshot: Path) -> None:
    """Raises: ForeignCode."""
    for place in ("modules.json", "router_config.json", "*/router_config.json"):
        for path in sorted(snapshot.glob(place)):
            for name in _foreign(model_id, path):
                raise ForeignCode(
                    f"{model_id} is not tried: its {path.name} asks for {name!r}, "
                    "which is code from outside of sentence-transformers."
                )


def _foreign(model_id: str, path: Path) -> tuple[str, ...]:
    try:
        with path.open("rb") as file:
            return foreign_classes(file.read(MOST_BYTES))
    except (OSError, ValueError) as error:
        raise ForeignCode(
            f"{model_id} is not tried: its {path.name} cannot be read, so what it would run is "
            "not known. Verify the model."
        ) from error
