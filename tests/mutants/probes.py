"""A file's code with a probe at each guard, so that one process can be without any of them."""

import ast
from collections import defaultdict
from collections.abc import Sequence
from typing import TypeVar

from tests.mutants.guards import Guard, Kind

Named = TypeVar("Named", ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
Function = TypeVar("Function", ast.FunctionDef, ast.AsyncFunctionDef)

_PROBE = "__import__('tests.mutants.probe', fromlist=['probe'])"


def with_probes(content: bytes, guards: Sequence[Guard]) -> str:
    """Return a file's code with probes at these guards, which are statements of it.

    Where a declared one stands, the function notes that it is entered.
    """
    starts = [0]
    for line in content.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    module = _Probes(starts, guards).visit(ast.parse(content))
    return ast.unparse(ast.fix_missing_locations(module))


class _Probes(ast.NodeTransformer):
    """Puts each guard into a condition: that it is not out."""

    def __init__(self, starts: Sequence[int], guards: Sequence[Guard]) -> None:
        self._starts = starts
        self._scope: list[str] = []
        self._entries: set[str] = set()
        self._statements: dict[int, Guard] = {}
        self._calls: defaultdict[int, list[Guard]] = defaultdict(list)
        for guard in guards:
            if guard.kind is Kind.DECLARED:
                self._entries.add(guard.within)
            elif guard.kind is Kind.WEAKENED:
                self._calls[guard.start].append(guard)
            else:
                self._statements[guard.start] = guard

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._within(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._noted(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._noted(node)

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        return self._probed(node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        return self._probed(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        guards = self._calls.get(self._start(node), ())
        self.generic_visit(node)
        probed: ast.expr = node
        for guard in guards:
            weak = f"{guard.replacement} if {_PROBE}.is_out({guard.key!r})"
            strong = f"{_PROBE}.checked({guard.key!r}, lambda: {ast.unparse(probed)})"
            probed = ast.parse(f"{weak} else {strong}", mode="eval").body
        return probed

    def _within(self, node: Named) -> Named:
        self._scope.append(node.name)
        self.generic_visit(node)
        self._scope.pop()
        return node

    def _noted(self, node: Function) -> Function:
        name = ".".join((*self._scope, node.name))
        entries = [key for key in self._entries if key.endswith(f":{name}()")]
        self._within(node)
        after_docstring = 1 if ast.get_docstring(node) is not None else 0
        for key in entries:
            note = ast.parse(f"{_PROBE}.entered({key!r})").body[0]
            node.body.insert(after_docstring, note)
        return node

    def _start(self, node: ast.stmt | ast.Call) -> int:
        return self._starts[node.lineno - 1] + node.col_offset

    def _probed(self, node: ast.stmt) -> ast.AST:
        guard = self._statements.get(self._start(node))
        self.generic_visit(node)
        if guard is None:
            return node
        body: ast.stmt = node
        out = "out"
        if guard.kind is Kind.CALL:
            block = ast.parse(f"with {_PROBE}.checking({guard.key!r}): pass").body[0]
            assert isinstance(block, ast.With)
            block.body, body, out = [node], block, "is_out"
        condition = ast.parse(f"if not {_PROBE}.{out}({guard.key!r}): pass").body[0]
        assert isinstance(condition, ast.If)
        condition.body = [body]
        return condition
