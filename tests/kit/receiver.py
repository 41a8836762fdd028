"""A worker that prints the ids it gets: `python -m tests.kit.receiver BROKER_URL NODE`."""

import os
import sys

from celery.apps.worker import Worker

from modelshelf.kit.queue import TASK, create_celery, queue_name

if __name__ == "__main__":
    celery = create_celery(sys.argv[1])

    @celery.task(name=TASK)  # type: ignore[untyped-decorator] # celery has no types
    def operation(operation_id: str) -> None:
        os.write(1, f"{operation_id}\n".encode())  # Celery turns `print` into a log.

    Worker(
        app=celery,
        pool="solo",
        queues=[queue_name(sys.argv[2])],
        loglevel="ERROR",
        quiet=True,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    ).start()
