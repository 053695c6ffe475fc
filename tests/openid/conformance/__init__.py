"""The plans of the OpenID conformance suite, module by module, and RFC 9700's list of checks."""
