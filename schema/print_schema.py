"""Print the schema as SDL: ``python -m schema.print_schema FILE`` (``make schema``)."""

import sys
from pathlib import Path

from schema.root import schema


def printed() -> str:
    return schema.as_str() + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(printed(), encoding="utf-8")
