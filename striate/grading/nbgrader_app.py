"""nbgrader inside this process, with the settings of the course's nbgrader_config.py and its log kept from the screen.

Importing nbgrader takes a second or more, so it is imported here, when it is asked for, and in no other module's head.
"""

import logging
from pathlib import Path
from typing import Any

from striate.grading.classroom import ClassroomError

CONFIG = "nbgrader_config.py"


class Log(logging.Handler):
    """Keeps what nbgrader reports as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.errors.append(record.getMessage())


def nbgrader_app(root: Path) -> Any:
    """nbgrader's application object for the course in ``root``, as the command ``nbgrader`` would set it up there.

    Its ``coursedir`` and ``config`` are what converters and preprocessors take. Raises `ClassroomError` where there are
    no settings.
    """
    if not (root / CONFIG).is_file():
        raise ClassroomError(f"{CONFIG} is missing: it tells nbgrader where this course's files lie.")
    from nbgrader.apps.baseapp import NbGrader

    app = NbGrader(log=_silent(f"striate.nbgrader.{root}"))
    app.load_cwd_config = False  # the working folder may be another course's
    app.initialize([], root=str(root))
    return app


def caught_errors(app: Any) -> Log:
    """A log that from now on keeps the errors which this application reports; older ones are let go."""
    for handler in list(app.log.handlers):
        app.log.removeHandler(handler)
    log = Log()
    app.log.addHandler(log)
    return log


def _silent(name: str) -> logging.Logger:
    logger = logging.getLogger(name)
    logger.propagate = False
    logger.addHandler(logging.NullHandler())
    return logger
