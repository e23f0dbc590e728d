"""The ``striate`` command. Its modules read arguments and print; the work is done elsewhere.

What a command needs is imported when it runs, so that a student's command does not wait for the instructor's libraries.
"""

import typer

from striate.cli import author, instructor, student

app = typer.Typer(
    name="striate",
    help="A course on convolutional neural networks in NumPy, and the machine that runs it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
student.register(app)
instructor.register(app)
author.register(app)
