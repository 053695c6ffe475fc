"""The commands of ``python -m web``, one file a command group."""
