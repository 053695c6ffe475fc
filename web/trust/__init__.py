"""The folder of CA certificates that the operator trusts."""
