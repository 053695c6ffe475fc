"""What the command groups share: failures, output, options, settings and the loader."""
