"""Entry point of ``python -m web``."""

from web.cli.loader import main

if __name__ == "__main__":
    main(prog_name="python -m web")
