"""The upgrade of a system in which people live, from the version before."""
