"""`hub login`, `hub logout` and `hub status`."""

import getpass
import sys

from pydantic import SecretStr
from rich.markup import escape

from modelshelf.cli import figures
from modelshelf.cli.console import Terminal
from modelshelf.cli.run import print_json
from modelshelf.cli.session import open_shelf, run, who
from modelshelf.credentials.schemas import HubTokenOut
from modelshelf.credentials.service import Source, TokenState
from modelshelf.kit.errors import Invalid

console = Terminal()


class NoToken(Invalid):
    code = "no_token"
    title = "No token"


def login() -> None:
    """The token comes from a prompt or from standard input: a command line is seen by everybody."""
    if sys.stdin.isatty():
        token = getpass.getpass("Token of the Hub (huggingface.co/settings/tokens): ")
    else:
        token = sys.stdin.readline()
    if not token.strip():
        raise NoToken("Nothing came that could be a token. Type it, or send it as one line.")
    _print(run(_save(SecretStr(token.strip()))))


async def _save(token: SecretStr) -> TokenState:
    async with open_shelf() as shelf:
        return await shelf.hub_tokens.save(shelf.hub, token, by=who())


def logout() -> None:
    _print(run(_remove()))


async def _remove() -> TokenState:
    async with open_shelf() as shelf:
        return await shelf.hub_tokens.remove(by=who())


def status(*, as_json: bool) -> None:
    state = run(_state())
    if as_json:
        print_json(HubTokenOut.of(state).model_dump(mode="json"))
    else:
        _print(state)


async def _state() -> TokenState:
    async with open_shelf() as shelf:
        return await shelf.hub_tokens.state()


def _print(state: TokenState) -> None:
    match state.source:
        case Source.ENVIRONMENT:
            console.print("In use: the token in HF_TOKEN, which wins over a saved one.")
        case Source.SAVED:
            console.print(f"Logged in to the Hub as {escape(state.account or '')}.")
        case Source.NONE:
            console.print("Not logged in to the Hub: only what is open to everybody is found.")
    if state.saved_at is not None:
        console.print(
            f"Saved: a token of {escape(state.account or '')}"
            f" ({escape(state.name or 'without a name')}, {escape(state.kind or 'kind unknown')}), "
            f"by {escape(state.saved_by or '')}, {figures.moment(state.saved_at)}."
        )
    if state.another_hub is not None:
        console.print(
            f"[yellow]•[/] It is not sent: it was saved for {escape(state.another_hub)}, and the "
            "Hub in the settings is another. Set MODELSHELF_HUB_ENDPOINT right, or log in again."
        )
    if not state.readable:
        console.print(
            "[yellow]•[/] It cannot be decrypted with the key of this machine. Set "
            "MODELSHELF_SECRET_KEY to the same key everywhere, or log in again."
        )
