"""The exit codes of the commands, and the failure by which a command chooses one."""

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType


class Exit(IntEnum):
    """What a script can tell from how a command ended; 64 and above as in sysexits.h."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    PARTIAL = 3
    UNAVAILABLE = 69
    SOFTWARE = 70
    WRITING = 74
    INTERRUPTED = 130
    PIPE_CLOSED = 141


MEANINGS: Mapping[Exit, str] = MappingProxyType(
    {
        Exit.DONE: "Done, and nothing was found wrong.",
        Exit.REFUSED: (
            "Refused, or something was found: a file of which no row was imported or that was "
            "probably cut off, a journal that is not whole, evidence that does not verify, nothing "
            "on file for what was asked, CA certificates on which no process would start."
        ),
        Exit.USAGE: (
            "Called wrongly: an unknown option, a file or folder that is missing or cannot be "
            "read, a setting that is missing or wrong."
        ),
        Exit.PARTIAL: (
            "Done in part: some rows, certificates or pieces of evidence were left out and are "
            "named; the others are done."
        ),
        Exit.UNAVAILABLE: (
            "Something that is needed is not available: the database is away, locked, full, "
            "read-only or not migrated, the folder of CA certificates is unusable, a port is taken."
        ),
        Exit.SOFTWARE: "Failed for a reason that the program does not know; see `--traceback`.",
        Exit.WRITING: "What was printed or written could not be stored, as on a full disk.",
        Exit.INTERRUPTED: "Interrupted by Ctrl-C.",
        Exit.PIPE_CLOSED: "The program that reads the output, such as `head`, has ended.",
    }
)


class CommandFailed(Exception):
    """How a command ends when it did not simply succeed: a code and a sentence."""

    def __init__(self, code: Exit, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
