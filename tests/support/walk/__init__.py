"""A walk of acts over the running service, with a model of who belongs where beside it."""
