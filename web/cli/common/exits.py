"""The exit codes of the commands, and the exception that ends a command with one of them."""

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType


class Exit(IntEnum):
    """The exit codes that scripts may rely on; 64 and above as in sysexits.h."""

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
        Exit.DONE: "Done, and no fault was found.",
        Exit.REFUSED: (
            "Refused, or a fault was found: a file of which no row was imported, that is "
            "damaged or lacks too much, a second import at once, a journal with faults, evidence "
            "that does not verify, no data for the request, CA certificates with which no process "
            "would start, a rule that refuses an explained file."
        ),
        Exit.USAGE: (
            "Wrong usage: an unknown option, a file or folder that is missing or cannot be "
            "read, a setting that is missing or wrong."
        ),
        Exit.PARTIAL: (
            "Done in part: some rows, certificates or pieces of evidence were skipped and are "
            "listed; the others are done."
        ),
        Exit.UNAVAILABLE: (
            "Something that is needed is not available: the database is unreachable, locked, full, "
            "read-only or not migrated, the folder of CA certificates is unusable, a port is taken."
        ),
        Exit.SOFTWARE: "Unexpected error; run the command again with `--traceback` for details.",
        Exit.WRITING: "Output could not be written, as on a full disk.",
        Exit.INTERRUPTED: "Interrupted by Ctrl-C.",
        Exit.PIPE_CLOSED: "The program that reads the output, such as `head`, has ended.",
    }
)


class CommandFailed(Exception):
    """The end of a command that did not succeed: an exit code and a sentence."""

    def __init__(self, code: Exit, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
