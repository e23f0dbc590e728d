"""Commands for students and self-learners."""

import typer


def register(app: typer.Typer) -> None:
    """Filled in below as the commands come."""
