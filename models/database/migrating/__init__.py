"""How missing migrations are applied: their order, their locks, their transactions."""
