"""Checks whose result is used: none can be left out, but a weaker one can stand in its place."""

import ast
from collections.abc import Iterator

# The module of these checks, where each is built on the weaker ones.
PERMISSIONS = "models/session/permissions.py"
_MODULE = "__import__('models.session.permissions', fromlist=['permissions'])"


def weaker(call: ast.Call) -> Iterator[str]:
    """Yield the calls that require less of the same viewer, each as an expression.

    A call that waits for its arguments has none: it must be declared.
    """
    if any(isinstance(node, ast.Await) for node in ast.walk(call)):
        return
    name = ast.unparse(call.func)
    given = {word.arg: ast.unparse(word.value) for word in call.keywords if word.arg}
    who = ", ".join(ast.unparse(each) for each in call.args)
    match name:
        case "require_fresh_proof":
            yield _written("require_signed_in", who, {})
        case "require_staff":
            yield _written("require_staff" if given else "require_signed_in", who, {})
        case "require_proven_staff":
            at = given.pop("at")
            yield _written("require_staff", who, given)
            yield _written(
                "require_proven_staff" if given else "require_fresh_proof", who, {"at": at}
            )


def _written(name: str, who: str, given: dict[str, str]) -> str:
    words = [f"{name}={value}" for name, value in given.items()]
    return f"{_MODULE}.{name}({', '.join([who, *words])})"
