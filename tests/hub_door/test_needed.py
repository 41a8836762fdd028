"""What loading needs of a repository that was made to keep us busy."""

import time

from modelshelf.hub.door import HubFile
from modelshelf.hub.needed import choose_needed

SHA = "a" * 40
# With one look at all shards for each of the others it is some ten seconds of processor time.
MOST_SECONDS = 5.0


def test_very_many_weights_in_one_folder_are_chosen_among_in_no_time() -> None:
    shards = [f"model-{n:05}-of-30000.safetensors" for n in range(30_000)]
    others = [f"other{n}.safetensors" for n in range(30_000)]
    files = [HubFile(path, 1, SHA) for path in shards + others]
    began_at = time.process_time()
    choices = choose_needed(files, "lab/endless")
    assert time.process_time() - began_at < MOST_SECONDS
    assert [choice.file.path for choice in choices if choice.wanted] == shards
