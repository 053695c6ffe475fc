"""Cards behind a PKCS#11 module, for the demo and tests: the keys are the module's own."""
