"""Use cases, one per file, in packages named like those of the models."""
