"""Delivery of work to nodes: Celery on Redis or Valkey.

A message carries an operation's id and nothing else, and is only a hint that there is work: the
database says what is to be done and who does it. A lost message is made good by the worker's own
look at the database, a message delivered twice finds the work taken.
"""

from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING

import structlog
from redis.exceptions import RedisError

if TYPE_CHECKING:
    from celery import Celery

TASK = "modelshelf.operation"
MOST_WAITING = 100

log = structlog.get_logger()


def queue_name(node: str) -> str:
    return f"modelshelf.node.{node}"


def create_celery(broker_url: str) -> "Celery":
    """A Celery application that sends and receives over the given broker."""
    from celery import Celery  # noqa: PLC0415 (slow, and nothing waits for it)

    celery = Celery("modelshelf", broker=broker_url, set_as_current=False)
    celery.conf.update(
        task_ignore_result=True,
        task_serializer="json",
        accept_content=["json"],
        # Acknowledged on receipt: what a killed worker held is taken up again from the database,
        # so nothing waits for a visibility timeout and nothing is redelivered to a second worker.
        task_acks_late=False,
        worker_prefetch_multiplier=1,
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        worker_enable_remote_control=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "socket_connect_timeout": 2,
            "socket_timeout": 5,
            # Who sends does not wait for a broker that is away; a worker's own retries are above.
            "max_retries": 0,
            "socket_keepalive": True,
            "visibility_timeout": 24 * 3600,
        },
        enable_utc=True,
    )
    return celery


class Delivery:
    """Sends the hint that a node has something to do."""

    def __init__(self, broker_url: str) -> None:
        self._broker_url = broker_url
        # Of its own: a broker that hangs must not take the threads that others wait for.
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="delivery")
        self._waiting = 0

    def warm_up(self) -> None:
        """Make ready what the first message needs, in the background."""
        self._threads.submit(lambda: self._celery)

    def wake(self, node: str, operation_id: str) -> None:
        """Never raises, never waits: with the broker away the node finds the work by itself."""
        if self._waiting < MOST_WAITING:
            self._waiting += 1
            self._threads.submit(self._send, node, operation_id)

    @cached_property
    def _celery(self) -> "Celery":
        return create_celery(self._broker_url)

    def _send(self, node: str, operation_id: str) -> None:
        from kombu.exceptions import OperationalError  # noqa: PLC0415 (comes with Celery)

        try:
            self._celery.send_task(
                TASK,
                args=[operation_id],
                queue=queue_name(node),
                ignore_result=True,
                retry=False,
            )
        except (OperationalError, RedisError, OSError) as error:
            log.warning("message_lost", node=node, operation=operation_id, error=str(error))
        finally:
            self._waiting -= 1
