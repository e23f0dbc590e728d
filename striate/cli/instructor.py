"""Commands for who runs the class."""

import typer


def register(app: typer.Typer) -> None:
    """Filled in below as the commands come."""
