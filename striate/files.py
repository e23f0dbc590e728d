"""Writing a file so that nobody ever finds half of it."""

import os
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file: whoever reads it finds either the old content or the new one, also after a crash.

    Folders on the way are made. Raises OSError where it cannot be written; then the old content stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    try:
        beside.write_bytes(content)
        beside.chmod(mode)
        os.replace(beside, path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
