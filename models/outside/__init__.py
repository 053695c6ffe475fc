"""The only modules that open a socket: mail, the registry, revocation, counters."""
