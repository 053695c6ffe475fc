"""A strict DER reader, and what is read with it before any verification."""
