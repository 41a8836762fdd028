"""`serve` and `worker`."""

import sys

from modelshelf.cli.settings import read_settings


def serve(host: str | None, port: int | None, *, with_worker: bool) -> None:
    from modelshelf.app.serve import serve as run

    settings = read_settings(host=host, port=port)
    run(settings, with_worker=with_worker, announce=_announce, farewell=_farewell)


def worker(node: str | None, concurrency: int | None) -> None:
    from modelshelf.app.loading import loading

    with loading():
        from modelshelf.app.worker import run_worker
        from modelshelf.kit import logs

    logs.configure()
    run_worker(read_settings(node=node, max_downloads=concurrency))


def _farewell() -> None:
    print("\nStopping, which takes some seconds. Downloads go on at the next start.", flush=True)


def _announce(address: str, setup_code: str | None) -> None:
    print(f"Modelshelf is at {address}", flush=True)
    if setup_code is not None:
        print(
            f"There is no account yet. Open the page and make the administrator with this "
            f"one-time code:\n\n    {setup_code}\n",
            flush=True,
        )
    sys.stdout.flush()
