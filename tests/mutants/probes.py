"""A file's code with a probe at each guard, so that one process can be without any of them."""

import ast
from collections import defaultdict
from collections.abc import Sequence

from tests.mutants.guards import Guard, Kind

_PROBE = "__import__('tests.mutants.probe', fromlist=['probe'])"


def with_probes(content: bytes, guards: Sequence[Guard]) -> str:
    """Return a file's code with probes at these guards, which are statements of it."""
    starts = [0]
    for line in content.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    module = _Probes(starts, guards).visit(ast.parse(content))
    return ast.unparse(ast.fix_missing_locations(module))


class _Probes(ast.NodeTransformer):
    """Puts each guard into a condition: that it is not out."""

    def __init__(self, starts: Sequence[int], guards: Sequence[Guard]) -> None:
        self._starts = starts
        self._statements: dict[int, Guard] = {}
        self._calls: defaultdict[int, list[Guard]] = defaultdict(list)
        for guard in guards:
            if guard.kind is Kind.WEAKENED:
                self._calls[guard.start].append(guard)
            else:
                self._statements[guard.start] = guard

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
