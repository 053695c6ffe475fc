"""A file's code with a probe at each guard, so that one process can be without any of them."""

import ast
from collections.abc import Mapping, Sequence

from tests.mutants.guards import Guard, Kind

_PROBE = "__import__('tests.mutants.probe', fromlist=['probe'])"


def with_probes(content: bytes, guards: Sequence[Guard]) -> str:
    """Return a file's code with probes at these guards, which are statements of it."""
    starts = [0]
    for line in content.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    at = {guard.start: guard for guard in guards}
    module = _Probes(starts, at).visit(ast.parse(content))
    return ast.unparse(ast.fix_missing_locations(module))


class _Probes(ast.NodeTransformer):
    """Puts each guard into a condition: that it is not out."""

    def __init__(self, starts: Sequence[int], guards: Mapping[int, Guard]) -> None:
        self._starts = starts
        self._guards = guards

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        return self._probed(node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        return self._probed(node)

    def _probed(self, node: ast.stmt) -> ast.AST:
        guard = self._guards.get(self._starts[node.lineno - 1] + node.col_offset)
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
