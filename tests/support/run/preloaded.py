"""What each demo finds in memory when it is forked: its modules, out of garbage collections."""

import gc
from importlib import import_module
from pkgutil import iter_modules

from models.database import migrations

# A command imports its group only when it runs.
import_module("web.cli.demo")
# The ORM imports these to see which are missing.
for module in iter_modules(migrations.__path__, f"{migrations.__name__}."):
    import_module(module.name)

# Each demo would go through all of it, and copy what it goes through.
gc.collect()
gc.freeze()
