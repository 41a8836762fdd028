"""What a download would do where the Hub must not be asked: what is stored here has to tell.

The Hub's list of a commit's files is known where huggingface_hub kept it (`trees/`). Else what
earlier downloads of the commit planned stands for it; where nobody planned anything, what lies in
the snapshot, if that looks whole. The last two tell nothing of files that nobody asked for: so
whoever asks for all files, or for others, is answered only where the same was fetched before.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from modelshelf.cache.inventory import listings
from modelshelf.cache.reading.complete import Files, judge_revision, read_tree, with_checksums
from modelshelf.cache.reading.condemned import Condemned, is_condemned
from modelshelf.cache.reading.repo import Status
from modelshelf.cache.reading.scan import FolderScan
from modelshelf.cache.reading.small_reads import SmallReads
from modelshelf.downloads.row import chosen_as_json
from modelshelf.hub.door import DEFAULT_BRANCH, HubFile, HubRepo, check_model_id, is_commit
from modelshelf.hub.errors import HubOffline
from modelshelf.hub.layout import MODEL, SNAPSHOTS, RepoFolder
from modelshelf.hub.plan import Action, Paths, Plan, Selection, make_plan
from modelshelf.hub.refs import read_ref
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from modelshelf.operations.provenance import downloads_of
from modelshelf.registry.card import read_card

_MOST_NAMED = 3
_HOW = (
    "Modelshelf is set to work offline and fetches nothing: unset MODELSHELF_OFFLINE and "
    "HF_HUB_OFFLINE, then ask again."
)


@dataclass(frozen=True, slots=True)
class _Here:
    """What is known here of one commit.

    Attributes:
        sizes: As they lie in the snapshot.
        files: Those of the commit, as far as it is known which there are.
        whole: Whether these are all that it has.
        problems: Why it is not complete, one sentence each; none where it is.
    """

    sizes: Files
    files: Sequence[HubFile]
    whole: bool
    licence: str | None
    missing: tuple[str, ...]
    problems: tuple[str, ...]


async def plan_here(
    database: Database,
    settings: Settings,
    model_id: str,
    revision: str | None,
    selection: Selection,
    condemned: Condemned,
) -> Plan:
    """The plan of what lies here whole: nothing of it is to be fetched.

    Args:
        condemned: Places of the model's folder that must not be believed.

    Raises:
        HubOffline: Something is missing, or only the Hub could say whether something is.
        InvalidModelId, and what `make_plan` raises.
    """
    folder = RepoFolder(settings.cache_dir, check_model_id(model_id))
    sha = await asyncio.to_thread(_commit, folder, revision)
    async with database.read() as session:
        planned = await listings.listing(session, settings.node, model_id, sha)
        before = await downloads_of(session, settings.node, model_id, sha, None)
    here = await asyncio.to_thread(_look, folder, sha, planned, condemned)
    by_name = selection == "needed" or isinstance(selection, Paths)
    asked_before = any(row.chosen == chosen_as_json(selection) for row in before)
    if here.sizes and not (by_name or here.whole or asked_before):
        raise HubOffline(
            f"{model_id} is here, but only the Hub could tell which of its files these are, and "
            f"whether all of them are here. {_HOW}"
        )
    repo = HubRepo(model_id=model_id, sha=sha, files=tuple(here.files), licence=here.licence)
    believed = {
        file.path: file.size_bytes
        for file in here.files
        if here.sizes.get(file.path) == file.size_bytes and not is_condemned(condemned, sha, file)
    }
    if not here.files:
        raise _not_here(folder, here.missing, here.problems)
    plan = await asyncio.to_thread(make_plan, repo, selection, believed)
    missing = [f.file.path for f in plan.wanted_files if f.action is Action.DOWNLOAD]
    # The Hub's own list decides alone; without it, what is seen in the folder counts as well.
    if not missing and by_name and not here.whole and (here.missing or here.problems):
        raise _not_here(folder, here.missing, here.problems)
    if missing:
        raise _not_here(folder, missing, here.problems)
    return plan


def refs_stay(plan: Plan, refs: Sequence[str]) -> HubOffline:
    """What is answered where all files are here, and only branches would have to move."""
    return HubOffline(
        f"All of {plan.repo.model_id} is here, but {', '.join(refs)} would have to point to "
        f"{plan.repo.sha}, and nothing is changed while Modelshelf is set to work offline. Unset "
        "MODELSHELF_OFFLINE and HF_HUB_OFFLINE, then ask again."
    )


def _commit(folder: RepoFolder, revision: str | None) -> str:
    if revision is not None and is_commit(revision):
        return revision
    named = revision or DEFAULT_BRANCH
    sha = read_ref(folder, named).strip()
    if is_commit(sha):
        return sha
    if revision is None or not folder.root.exists():
        raise _not_here(folder, (), ())
    raise HubOffline(f"{folder.model_id} has no revision {revision} here. {_HOW}")


def _look(
    folder: RepoFolder, sha: str, planned: Sequence[HubFile] | None, condemned: Condemned
) -> _Here:
    root, reads = str(folder.root), SmallReads()
    scan = FolderScan(root, folder.root.name, condemned)
    scan.list_blobs()
    sizes = scan.read_snapshot(sha)
    tree = read_tree(root, sha, reads)
    verdict = judge_revision(root, MODEL, sha, sizes, planned)
    verdict = with_checksums(verdict, scan.wrong.get(sha, ()))
    complete = verdict.status is Status.INSTALLED and not scan.unreadable
    if tree is not None:
        files: Iterable[HubFile] = (HubFile(*file) for file in tree)
    elif planned is not None:
        files = planned
    else:  # Nobody knows their checksums, and nothing is fetched by them.
        files = (HubFile(path, size or 0, "") for path, size in sizes.items())
    readme = reads.read(f"{root}/{SNAPSHOTS}/{sha}/README.md")
    return _Here(
        sizes=sizes,
        files=tuple(files),
        whole=tree is not None,
        licence=read_card(readme).licence if readme else None,
        missing=() if complete else verdict.missing,
        problems=() if complete else (*verdict.problems, *scan.unreadable),
    )


def _not_here(folder: RepoFolder, missing: Sequence[str], problems: Sequence[str]) -> HubOffline:
    model_id = folder.model_id
    if missing:
        named = ", ".join(missing[:_MOST_NAMED]) + " …" * (len(missing) > _MOST_NAMED)
        what = f"{model_id} is not complete here; missing: {named}."
    elif problems:
        what = f"{model_id} is not as it should be here: {' '.join(problems[:_MOST_NAMED])}"
    elif folder.root.exists():
        what = f"A download of {model_id} was begun, and this revision of it is not here."
    else:
        what = f"Nothing of {model_id} is here."
    return HubOffline(f"{what} {_HOW}", missing=list(missing), problems=list(problems))
