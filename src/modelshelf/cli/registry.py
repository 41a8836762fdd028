"""`registry check`: the list that ships beside the Hub."""

import sys
from dataclasses import asdict
from pathlib import Path

from modelshelf.cli.run import print_json
from modelshelf.cli.session import open_shelf, run
from modelshelf.kit.errors import Invalid
from modelshelf.registry.check import Checked, check, patch
from modelshelf.registry.curated import SHIPPED, Curated, load


class BrokenRegistry(Invalid):
    code = "registry_broken"
    title = "The registry file is not sound"


def registry_check(file: Path | None, *, as_json: bool) -> None:
    """Print the differences as a patch; exit code 1 if there are any."""
    path = file or SHIPPED
    curated = load(path)
    if not curated.models:
        reasons = "; ".join(curated.problems) or "it lists no model"
        raise BrokenRegistry(f"{path} cannot be checked: {reasons}.")
    found = run(_check(curated))
    difference = patch(path.read_text(encoding="utf-8"), path.name, found.differences)
    if as_json:
        print_json(
            {
                "checked": len(curated.models),
                "differences": [asdict(each) for each in found.differences],
                "gone": list(found.gone),
                "problems": list(curated.problems),
                "patch": difference,
            }
        )
    else:
        sys.stdout.write(difference)
        for line in (*curated.problems, *found.gone):
            print(line, file=sys.stderr)
        told = len(found.differences) + len(found.gone)
        print(f"{len(curated.models)} models checked, {told} differences", file=sys.stderr)
    if found.differences or found.gone or curated.problems:
        raise SystemExit(1)


async def _check(curated: Curated) -> Checked:
    async with open_shelf() as shelf:
        return await check(shelf.hub, curated.models)
