"""The gate every document passes: its size is measured and limited, errors are masked."""
