"""Compare every curated entry with the packages that its facts come from; run by hand.

    python -m tests.registry.sources [--python PYTHON]

Installs mteb, fastembed and litgpt (1.5 GB with what they need) into an environment of its own
that is thrown away, unless it is told of a Python that has them. Prints for each entry how many
facts agree, and each one that does not; fails where a difference has no note in the entry that
names the other value. Languages are compared where a description says "English"; the registry says
nothing else of them. sentence-transformers carries no list of models, so it is not asked.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import venv
from contextlib import ExitStack
from pathlib import Path

from modelshelf.registry.curated import load
from tests.registry.sources.compare import compare

PACKAGES = ("mteb==2.26.24", "fastembed==0.9.1")
LIST_ONLY = "litgpt==0.5.13"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", type=Path, help="one that has the packages")
    given = parser.parse_args().python
    models = load().models
    with ExitStack() as stack:
        python = given or _installed(Path(stack.enter_context(tempfile.TemporaryDirectory())))
        asked = Path(__file__).with_name("ask_packages.py")
        answer = subprocess.run(
            [str(python), str(asked), *(model.id for model in models)],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    told = json.loads(answer.stdout.splitlines()[-1])
    lines, others = compare(models, told)
    print("\n".join(lines), "\n")
    print("\n".join(map(str, others)))
    unexplained = [other for other in others if not other.explained]
    print(f"\n{len(models)} entries, {len(others)} differences, {len(unexplained)} not explained")
    return 1 if unexplained else 0


def _installed(folder: Path) -> Path:
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet"]
    subprocess.run([*install, *PACKAGES], check=True)
    subprocess.run([*install, "--no-deps", LIST_ONLY], check=True)
    return python


if __name__ == "__main__":
    sys.exit(main())
