"""`registry check`: the list that ships beside the Hub."""

import sys
from dataclasses import asdict
from pathlib import Path

from modelshelf.cli.run import print_json
from modelshelf.cli.session import open_shelf, run
from modelshelf.kit.errors import Invalid
from modelshelf.kit.text import one_line
from modelshelf.registry.check import Checked, Difference, check
from modelshelf.registry.curated import SHIPPED, Curated, load
from modelshelf.registry.inspection import Inspector
from modelshelf.registry.patch import patch


class BrokenRegistry(Invalid):
    code = "registry_broken"
    title = "The registry file is not sound"


def registry_check(file: Path | None, *, as_json: bool) -> None:
    """Print what is certainly different as a patch; exit code 1 if anything is different."""
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
                "unread": list(found.unread),
                "problems": list(curated.problems),
                "patch": difference,
            }
        )
    else:
        sys.stdout.write(difference)
        doubts = (_in_words(each) for each in found.differences if not each.certain)
        for line in (*curated.problems, *found.gone, *found.unread, *doubts):
            print(one_line(line), file=sys.stderr)
        told = len(found.differences) + len(found.gone)
        print(f"{len(curated.models)} models checked, {told} differences", file=sys.stderr)
    if found.differences or found.gone or curated.problems:
        raise SystemExit(1)


def _in_words(difference: Difference) -> str:
    return (
        f"{difference.model_id}: {difference.field} is {difference.ours} in the list and perhaps "
        f"{difference.theirs} by {difference.place}; look there before you change it"
    )


async def _check(curated: Curated) -> Checked:
    async with open_shelf() as shelf:
        return await check(Inspector(shelf.hub, None), curated.models)
