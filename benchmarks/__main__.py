"""Measure Modelshelf beside other tools: `python -m benchmarks [NAME …]`.

Writes what came out to `benchmarks/results`. Leave the machine alone meanwhile.
"""

import argparse
from collections.abc import Sequence

from benchmarks import report
from benchmarks.cache import growth, inventory
from benchmarks.discovery import search
from benchmarks.machine import Machine, install_peers
from benchmarks.page import lighthouse, scroll
from benchmarks.processes import start_and_rest
from benchmarks.result import Benchmark, Scale
from benchmarks.transfer import first_byte, killed, many_small, one_file_limited, one_file_loopback

BENCHMARKS: Sequence[Benchmark] = (
    one_file_limited.BENCHMARK,
    one_file_loopback.BENCHMARK,
    first_byte.BENCHMARK,
    many_small.BENCHMARK,
    killed.BENCHMARK,
    inventory.BENCHMARK,
    growth.BENCHMARK,
    start_and_rest.BENCHMARK,
    search.BENCHMARK,
    lighthouse.BENCHMARK,
    scroll.BENCHMARK,
)


def main() -> None:
    asked = _parser().parse_args()
    order = [benchmark.name for benchmark in BENCHMARKS]
    chosen = [each for each in BENCHMARKS if not asked.names or each.name in asked.names]
    rounds = asked.rounds or (1 if asked.quick else 5)
    scale = Scale(rounds=rounds, quick=asked.quick, pages=tuple(asked.page))
    install_peers()
    documents = []
    for benchmark in chosen:
        print(f"{benchmark.name}: {benchmark.title}", flush=True)
        machine = Machine.here()
        document = report.document_of(benchmark, benchmark.run(scale), machine, scale)
        documents.append(document)
        print("\n" + report.section(document), flush=True)
        if not scale.quick and not scale.pages:
            report.write(document)
            report.write_page(order)
    print(report.summary(documents))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = [benchmark.name for benchmark in BENCHMARKS]
    add = parser.add_argument
    add("names", nargs="*", metavar="NAME", help=f"of {', '.join(names)}; default: all")
    add("--rounds", type=int, default=0, help="default: 5")
    add(
        "--page",
        action="append",
        choices=lighthouse.PAGES,
        default=[],
        help="lighthouse: this page only, or several; nothing is written",
    )
    add("--quick", action="store_true", help="one small round; nothing is written")
    return parser


if __name__ == "__main__":
    main()
