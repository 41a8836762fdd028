"""Which files of a newer revision correspond to those that somebody has of an older one."""

from collections.abc import Collection, Sequence

from modelshelf.hub.door import HubFile
from modelshelf.hub.needed import VariantRequired, is_weights
from modelshelf.hub.plan import choose


def follow(have: Collection[str], files: Sequence[HubFile], model_id: str) -> frozenset[str]:
    """The paths to fetch: what is there already, and what loading needs besides.

    Somebody who has the ONNX file alone does not want the safetensors with the next revision; but
    where the weights that they have are gone, the ones that loading needs now come instead.

    Args:
        have: Paths of the older revision that are on the disk.
        files: All files of the newer one.

    Raises:
        VariantRequired: Which weights to take has to be chosen.
    """
    offered = {file.path for file in files}
    kept = offered.intersection(have)
    own_weights = {path for path in have if is_weights(path)}
    weights_stay = bool(own_weights) and own_weights <= offered
    try:
        needed = {c.file.path for c in choose(files, "needed", model_id) if c.wanted}
    except VariantRequired:
        if weights_stay:
            return frozenset(kept)
        raise
    if weights_stay:
        needed = {path for path in needed if not is_weights(path)}
    return frozenset(kept | needed)
