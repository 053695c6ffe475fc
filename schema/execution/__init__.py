"""How operations and events are executed."""
