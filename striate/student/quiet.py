"""A stretch of code in which `check` and `hint` do nothing: an earlier notebook is being run for its functions only."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_quiet: ContextVar[bool] = ContextVar("quiet", default=False)


def active() -> bool:
    """Whether `check` and `hint` are to do nothing."""
    return _quiet.get()


@contextmanager
def quiet() -> Iterator[None]:
    """Let `check` and `hint` do nothing inside."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)
