"""A change within a function, made in a running process: the function gets its new code.

It saves the start of a process and its imports. What the test starts as a process of its own is not
changed, so that only what is noticed counts.
"""

import ast
import gc
from dataclasses import dataclass
from types import CodeType, FunctionType

FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, kw_only=True)
class Patch:
    """A function, by its file and qualified name, and the file's source with the change.

    The file is the one that was imported, with its whole path.
    """

    file: str
    function: str
    source: str


def function_at(content: bytes, start: int, end: int) -> str | None:
    """Return the qualified name of the outermost function whose body holds these bytes, or None.

    What a module or a class does when it is imported cannot be changed later.
    """
    starts = [0]
    for line in content.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    scope: list[str] = []
    inside: ast.AST = ast.parse(content)
    while True:
        for node in ast.iter_child_nodes(inside):
            if not isinstance(node, ast.ClassDef | FUNCTIONS):
                continue
            last = node.body[-1]
            assert last.end_lineno is not None
            assert last.end_col_offset is not None
            first = node.body[0]
            begins = starts[first.lineno - 1]
            ends = starts[last.end_lineno - 1] + last.end_col_offset
            if begins <= start and end <= ends + 1:
                scope.append(node.name)
                break
        else:
            return None
        if isinstance(node, FUNCTIONS):
            return ".".join(scope)
        inside = node


def apply(patch: Patch) -> bool:
    """Give a function of an imported file its new code; return False if it is nowhere."""
    code = _code_of(compile(patch.source, patch.file, "exec"), patch.function)
    # The server has frozen what it has imported.
    gc.unfreeze()
    functions = [
        one
        for one in gc.get_objects()
        if isinstance(one, FunctionType)
        and one.__code__.co_filename == patch.file
        and one.__code__.co_qualname == patch.function
    ]
    if code is None or any(one.__code__.co_freevars != code.co_freevars for one in functions):
        return False
    for one in functions:
        one.__code__ = code
    return bool(functions)


def _code_of(code: CodeType, name: str) -> CodeType | None:
    for const in code.co_consts:
        if isinstance(const, CodeType):
            found = const if const.co_qualname == name else _code_of(const, name)
            if found is not None:
                return found
    return None
