"""What all commands share: the runner, exit codes, sentences of failures, output, options."""
