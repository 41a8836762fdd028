"""Run in accelerate's own environment: what `accelerate estimate-memory` says.

Usage: python ask_accelerate.py MODEL [MODEL …], with HF_ENDPOINT set. Prints JSON, one line each.
"""

import json
import sys


def main() -> None:
    from accelerate.commands.estimate import estimate_command_parser, gather_data  # noqa: PLC0415 (not installed with the product)

    for model in sys.argv[1:]:
        arguments = estimate_command_parser().parse_args(
            [
                model,
                "--library_name",
                "transformers",
                "--dtypes",
                "float32",
                "float16",
                "int8",
                "int4",
            ]
        )
        try:
            rows = gather_data(arguments)
            told = {row[0]: row[2] for row in rows}
        except Exception as error:  # What it cannot do is a result, too.
            told = {"failed": f"{type(error).__name__}: {error}"[:300]}
        print(json.dumps({"model": model, **told}), flush=True)


if __name__ == "__main__":
    main()
