"""What the verdict's rules say of a captured file, one step each, by the verdict's own stages."""
