"""What a command is not understood by has a code, as programs read it."""

import pytest

from modelshelf.accounts.models import Role
from modelshelf.cli.control import NothingNamed, Verb, act
from modelshelf.cli.run import UnknownChoice, one_of


def test_a_choice_that_there_is_not() -> None:
    assert one_of(Role, "admin", "--role") is Role.ADMIN
    assert one_of(Role, None, "--role") is None

    with pytest.raises(UnknownChoice) as refused:
        one_of(Role, "king", "--role")

    assert (refused.value.code, refused.value.exit_code) == ("unknown_choice", 2)
    assert "viewer, member, admin" in refused.value.detail


def test_a_verb_without_a_model() -> None:
    with pytest.raises(NothingNamed) as refused:
        act(Verb.PAUSE, [], as_json=False)

    assert (refused.value.code, refused.value.exit_code) == ("nothing_named", 2)
