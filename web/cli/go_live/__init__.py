"""What `check --go-live` looks at before the first real card."""
