"""Garbage collection of a process that holds much for long."""

import gc

# Python's own threshold is 700 new objects. A process with ten thousand streams has millions that
# stay, and a collection goes through all of them.
NEW_OBJECTS = 2_000


def settle_memory() -> None:
    """Leave what a process has loaded out of garbage collections, and have fewer of them."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])
