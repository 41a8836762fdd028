"""What a pattern may be."""

import pytest
from pydantic import ValidationError

from modelshelf.downloads.schemas import DownloadRequest


def _request(pattern: str) -> DownloadRequest:
    return DownloadRequest.model_validate({"model_id": "a/b", "files": {"include": [pattern]}})


def test_ten_stars_are_enough_for_everybody() -> None:
    _request("*a" * 10)


def test_a_pattern_of_many_stars_is_refused_with_what_to_do() -> None:
    with pytest.raises(ValidationError, match="10 stars at most"):
        _request("*a" * 11)
