"""When a model in the trash was verified: its bytes are the same when it comes back.

It lies in the entry's note, where everybody who may write to the cache could write a date of their
own. So it is signed, for this deletion of this model.
"""

from pydantic import TypeAdapter, ValidationError

from modelshelf.cache.inventory.verifications import Verification
from modelshelf.cache.removing.note import Note
from modelshelf.kit.seal import is_signed, sign
from modelshelf.kit.settings import Settings
from modelshelf.operations.models import Operation

_PURPOSE = "verification of what is in the trash"
_RESULT = TypeAdapter(Verification)
_MARK_CHARACTERS = 64


def signed(settings: Settings, deletion: Operation, found: Verification | None) -> str:
    """As a note keeps it: the mark and what it stands under; empty where there is nothing."""
    if found is None:
        return ""
    result = _RESULT.dump_json(found).decode()
    about = f"{deletion.id} {deletion.model_id} {result}"
    return sign(settings, _PURPOSE, about) + result


def believed(settings: Settings, note: Note) -> Verification | None:
    """What was known before the deletion; None where nothing was, or it is not what we signed."""
    mark, result = note.verified[:_MARK_CHARACTERS], note.verified[_MARK_CHARACTERS:]
    about = f"{note.operation_id} {note.model_id} {result}"
    if not result or not is_signed(settings, _PURPOSE, about, mark):
        return None
    try:
        return _RESULT.validate_json(result)
    except ValidationError:  # An earlier version knew other things of it.
        return None
