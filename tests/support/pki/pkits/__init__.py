"""NIST's PKITS: its cases, the verdict of each, and the page on both."""
