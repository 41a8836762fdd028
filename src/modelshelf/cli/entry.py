"""Where `modelshelf` begins.

To take a command line apart, Typer imports more than a list costs to print. `ls` with nothing but
switches needs no taking apart, and is what people and their prompts call all the time.
"""

import sys

_SWITCHES = {"--installed": "installed", "--all": "everything", "--json": "as_json"}


def main() -> None:
    if sys.argv[1:2] == ["ls"] and _SWITCHES.keys() >= set(sys.argv[2:]):
        from modelshelf.cli.listing import ls
        from modelshelf.cli.run import command

        given = {name: switch in sys.argv for switch, name in _SWITCHES.items()}
        command(ls)(None, **given)
    else:
        from modelshelf.cli.main import app

        app()
