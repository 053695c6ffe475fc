"""A partner system of the demo, at which the holder of a test card signs in by OpenID Connect."""
