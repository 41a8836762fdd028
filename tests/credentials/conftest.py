from tests.support.fixtures import *  # noqa: F403 (pytest finds fixtures by their names)
