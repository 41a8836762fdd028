"""Asking for a trial: of what is installed, where the libraries for it are."""

import importlib.metadata
import importlib.util
import re
import sys

from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Actor, Deed
from modelshelf.cache.errors import NotComplete
from modelshelf.cache.inventory import repository as inventory
from modelshelf.cache.reading.repo import Status as OnDisk
from modelshelf.hub.door import check_model_id
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from modelshelf.operations.begin import Tell, begin
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind
from modelshelf.trial.errors import TryNotInstalled, TryTooOld

NEEDED = ("torch", "transformers", "sentence_transformers")
# The extra `try` of pyproject.toml.
LIBRARIES = ("sentence-transformers>=6.2", "torch>=2.13", "transformers>=5.24")
# Before 6.0 it imports classes that a model's repository names, whatever it is told of trust.
OLDEST = (6, 2)


class Trials:
    """The trials of one node.

    Args:
        needed: Modules that the program imports.
    """

    def __init__(
        self, database: Database, settings: Settings, needed: tuple[str, ...] = NEEDED
    ) -> None:
        self._database = database
        self._settings = settings
        self._needed = needed

    async def start(self, model_id: str, *, by: Actor, tell: Tell | None = None) -> Operation:
        """Ask for a trial; a second request while it runs gets the same operation.

        Args:
            tell: As in `operations.begin`.

        Raises:
            InvalidModelId, TryNotInstalled, TryTooOld, NotComplete, ModelBusy.
        """
        check_model_id(model_id)
        async with audit.refusals(self._database, by, Deed.TRY_START, model_id):
            return await self._start(model_id, by, tell)

    async def _start(self, model_id: str, by: Actor, tell: Tell | None) -> Operation:
        absent = [name for name in self._needed if importlib.util.find_spec(name) is None]
        if absent:
            raise TryNotInstalled(
                f"A trial loads the model with {', '.join(absent)}, not installed here. "
                f"{_how_to_install()}",
                missing=absent,
            )
        if "sentence_transformers" in self._needed:
            _refuse_old()
        row = await self._row(model_id, by)
        return await begin(self._database, row, by, joins=True, tell=tell)

    async def _row(self, model_id: str, by: Actor) -> Operation:
        async with self._database.read() as session:
            found = await inventory.get_repo(session, self._settings.node, model_id)
        if found is None or found.status is not OnDisk.INSTALLED or found.revision is None:
            raise NotComplete(
                f"{model_id} is not installed, so it cannot be tried. Download it first."
            )
        return Operation(
            node=self._settings.node,
            model_id=model_id,
            kind=Kind.TRY,
            sha=found.revision,
            requested_by=by.label,
        )


def _refuse_old() -> None:
    installed = importlib.metadata.version("sentence-transformers")
    if tuple(int(part) for part in re.findall(r"\d+", installed)[:2]) < OLDEST:
        raise TryTooOld(
            f"sentence-transformers {installed} may run code from a model's repository. "
            f"{_how_to_install()}",
            installed=installed,
        )


def _how_to_install() -> str:
    # By this interpreter, and never by our own name: at a package index anybody might take that.
    wanted = " ".join(f"'{library}'" for library in LIBRARIES)
    return f"Install with: {sys.executable} -m pip install {wanted}"
