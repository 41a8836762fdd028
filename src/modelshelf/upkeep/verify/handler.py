"""Doing a verification, as an operation."""

import asyncio
import errno
import os
import threading
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from modelshelf.cache.inventory import verifications
from modelshelf.cache.inventory.verifications import Verification
from modelshelf.cache.reading.condemned import NOTHING, Condemned, Damage
from modelshelf.hub.errors import CacheUnreadable
from modelshelf.hub.layout import folder_name
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from modelshelf.operations.models import Operation
from modelshelf.operations.work import Work
from modelshelf.upkeep.verify.evidence import Target, stamp
from modelshelf.upkeep.verify.reading import digest_of, polite_thread
from modelshelf.upkeep.verify.row import targets_of
from modelshelf.upkeep.verify.service import evidence_of

REPORT_SECONDS = 0.25

Changed = Callable[[Operation], Awaitable[object]]


class VerifyHandler:
    """Runs verifications; implements `operations.handler.Handler`.

    Args:
        changed: Awaited when the verdict on the model may be another one.
    """

    def __init__(self, database: Database, settings: Settings, changed: Changed) -> None:
        self._database = database
        self._settings = settings
        self._changed = changed
        self._thread: ThreadPoolExecutor | None = None

    async def run(self, work: Work) -> None:
        """Read every file. What a killed process has read and told is not read again."""
        operation = work.operation
        check = _Check(self._database, self._settings, work)
        await check.begin()
        self._thread = self._thread or polite_thread()
        for number, target in enumerate(targets_of(operation)):
            if operation.files_done[number] < target.size_bytes or target.size_bytes == 0:
                await check.read(number, target, self._thread)
        await check.end()
        await self._changed(operation)

    async def clear(self, operation: Operation) -> None:
        """Nothing lies about, but what was found so far counts."""
        await self._changed(operation)


class _Check:
    """One model being read."""

    def __init__(self, database: Database, settings: Settings, work: Work) -> None:
        self._database = database
        self._settings = settings
        self._work = work
        self._operation = work.operation
        self._root = Path(settings.cache_dir, folder_name(work.operation.model_id))
        self._done = list(work.operation.files_done)
        self._unproven: set[str] = set()
        self._misplaced: dict[str, Damage] = {}
        self._unread: dict[str, str] = {}
        self._condemned = NOTHING

    async def begin(self) -> None:
        operation = self._operation
        evidence = await evidence_of(self._database, self._settings, operation.model_id)
        if evidence is not None:
            self._unproven.update(evidence.unproven)
            self._misplaced = {damage.place: damage for damage in evidence.misplaced}
        async with self._database.read() as session:
            found = await verifications.condemned(session, operation.node, [operation.model_id])
        self._condemned = found.get(operation.model_id, NOTHING)

    async def read(self, number: int, target: Target, thread: ThreadPoolExecutor) -> None:
        """Read one file, and write down what came of it before its bytes count as read."""
        base = sum(self._done) - self._done[number]
        so_far = [0]
        stop = threading.Event()

        def note(count: int) -> None:
            so_far[0] += count

        def tell() -> None:
            self._done[number] = min(so_far[0], max(target.size_bytes - 1, 0))
            self._work.report(base + self._done[number], self._done)

        reading = asyncio.get_running_loop().run_in_executor(
            thread,
            lambda: digest_of(
                str(self._root / target.place),
                target.digest,
                stop=stop,
                read=note,
                bytes_per_second=self._settings.verify_rate,
            ),
        )
        try:
            while not (await asyncio.wait([reading], timeout=REPORT_SECONDS))[0]:
                tell()
        except asyncio.CancelledError:
            stop.set()
            await asyncio.wait([reading])
            reading.exception()
            raise
        await self._judge(target, reading)
        self._done[number] = target.size_bytes
        self._work.report(base + target.size_bytes, self._done)

    async def _judge(
        self, target: Target, reading: "asyncio.Future[tuple[str, os.stat_result]]"
    ) -> None:
        try:
            digest, stat = reading.result()
        except FileNotFoundError:
            return  # Removed meanwhile: the inventory tells what is missing.
        except OSError as error:
            if error.errno != errno.EIO:
                self._unread[target.paths[0]] = error.strerror or str(error)
                return
            digest, stat = "", await asyncio.to_thread((self._root / target.place).stat)
        if digest != target.digest:
            await self._condemn(Damage(target.place, tuple(target.paths), stamp(stat)))
        elif target.place in self._condemned:
            await self._absolve(frozenset({target.place}))

    async def end(self) -> None:
        """Write down what came of it all.

        Raises:
            CacheUnreadable: Of a file that could not be read nothing is known; what was found of
                the others counts.
        """
        node, model_id = self._operation.node, self._operation.model_id
        targets = targets_of(self._operation)
        for damage in self._misplaced.values():
            await self._condemn(damage)
        # A link that leads elsewhere now, a blob that no revision needs any more.
        await self._absolve(self._condemned - {t.place for t in targets} - {*self._misplaced})
        if self._unread:
            path, reason = next(iter(self._unread.items()))
            raise CacheUnreadable(
                f"{path} of {model_id} cannot be read: {reason}. Check whose it is and its "
                "permissions, then verify it again."
            )
        checked = [target for target in targets if not self._unproven.issuperset(target.paths)]
        result = Verification(
            verified_at=now(),
            file_count=len(checked),
            checked_bytes=sum(target.size_bytes for target in checked),
            unproven=tuple(sorted(self._unproven)),
        )
        async with self._database.write() as session:
            await verifications.conclude(session, node, model_id, result)
            damaged = await verifications.damaged(session, node, [model_id])
        self._work.report(
            self._operation.bytes_total, self._done, notes=_notes(damaged.get(model_id, ()), result)
        )

    async def _condemn(self, damage: Damage) -> None:
        async with self._database.write() as session:
            await verifications.condemn(
                session, self._operation.node, self._operation.model_id, damage
            )

    async def _absolve(self, places: Condemned) -> None:
        if places:
            async with self._database.write() as session:
                await verifications.absolve(
                    session, self._operation.node, self._operation.model_id, places
                )


def _notes(damaged: Sequence[Damage], result: Verification) -> list[str]:
    notes = [
        f"{' and '.join(damage.paths)} does not match its checksum: repair the model to have it "
        "fetched again."
        for damage in damaged
    ]
    if result.unproven:
        notes.append(f"No checksum is known of {', '.join(result.unproven)}.")
    return notes
