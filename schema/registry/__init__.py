"""The contract about the permit registry."""
