"""A download that takes some seconds, so that it can be interrupted."""

SIZE_BYTES = 8_000_000
RATE_BYTES_PER_SECOND = 1_500_000
# What was on its way when a process died: in the sockets, and not yet in the journal.
LOST_BYTES = RATE_BYTES_PER_SECOND // 2
