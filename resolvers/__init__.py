"""Use cases, one a file, in the same packages as the models they act on."""
