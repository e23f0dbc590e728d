"""The trusted side's end of a zygote: starts it, asks it for children, starts it again when it has died."""

import os
import socket
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from .errors import SandboxError
from .inside import wire
from .inside.codec import CodecError, decode, encode
from .launch import Launch
from .process import Process

_START_SECONDS = 120.0
_ANSWER_SECONDS = 30.0
_LIMIT = 1 << 20


class Zygote:
    """Parameters
    ----------
    launch : makes the way to start it; called anew at each start.
    path : names of readable folders that go on ``sys.path``, besides the one they are in.
    preload : modules to import before anything is forked.
    most_files : how many files there may be in the scratch.
    """

    def __init__(
        self, launch: Callable[[], Launch], path: Sequence[str], preload: Sequence[str], most_files: int
    ) -> None:
        self._make_launch = launch
        self._path = tuple(path)
        self._preload = tuple(preload)
        self._most_files = most_files
        self._launch: Launch | None = None
        self._program: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self.abilities: dict[str, Any] = {}

    def start(self) -> None:
        """Start the process and wait until it can fork.

        Raises
        ------
        SandboxError
            It did not start; the message has its last words.
        """
        self._launch = launch = self._make_launch()
        self._control, theirs = socket.socketpair()
        with theirs, tempfile.TemporaryFile() as words:
            command = (*launch.command, str(theirs.fileno()), *map(str, launch.owner))
            self._program = subprocess.Popen(
                command,
                env=dict(launch.environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=words,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
                cwd="/",
            )
            theirs.close()
            try:
                self.abilities = self._greet(launch)
            except (OSError, CodecError, SandboxError) as error:
                self.stop()
                words.seek(0)
                said = words.read(20_000).decode("utf-8", "replace").strip().splitlines()
                raise SandboxError(f"The sandbox did not start: {said[-1] if said else error}") from None

    def spawn(self, order: Mapping[str, Any]) -> Process:
        """A fresh child. A zygote that has died is started again, once.

        Raises
        ------
        SandboxError
            It cannot be had.
        """
        try:
            return self._spawn(order)
        except (OSError, CodecError):
            self.stop()
            self.start()
        try:
            return self._spawn(order)
        except (OSError, CodecError) as error:
            self.stop()
            raise SandboxError(f"The sandbox does not start a process for a submission: {error}") from None

    def clear(self) -> bool:
        """End the last child and remove its folder.

        False if the zygote turns out to be dead, or cannot do that and is ended; its scratch goes with it.
        """
        try:
            self._ask(("clear",))
            self._hear()
        except (OSError, CodecError):
            self.stop()
            return False
        return True

    def stop(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._program is not None:
            with suppress(subprocess.TimeoutExpired):
                self._program.wait(2)
            self._program.kill()
            self._program.wait()
            self._program = None
        if self._launch is not None:
            self._launch.remove()
            self._launch = None

    @property
    def number(self) -> int | None:
        """Process number of the program that was started: bubblewrap, or the zygote itself."""
        return None if self._program is None else self._program.pid

    def _greet(self, launch: Launch) -> dict[str, Any]:
        path = [launch.course, *(f"{launch.course}/{name}" for name in self._path)]
        settings = {
            "scratch": launch.scratch,
            "path": path,
            "preload": list(self._preload),
            "most_files": self._most_files if launch.contained else 0,
        }
        self._socket().settimeout(_START_SECONDS)
        self._ask(settings)
        abilities = self._hear()
        if not isinstance(abilities, dict) or "failed" in abilities:
            raise SandboxError(abilities["failed"] if isinstance(abilities, dict) else "it answered nonsense")
        self._socket().settimeout(_ANSWER_SECONDS)
        return abilities

    def _spawn(self, order: Mapping[str, Any]) -> Process:
        ours, theirs = socket.socketpair()
        handle: int | None = None
        try:
            with theirs:
                self._ask(("spawn", dict(order)))
                socket.send_fds(self._socket(), [b"\0"], [theirs.fileno()])
            number = self._hear()
            if not isinstance(number, int):
                raise SandboxError("The sandbox answered nonsense.")
            if hasattr(os, "pidfd_open"):
                handle = socket.recv_fds(self._socket(), 1, 1)[1][0]
        except BaseException:
            ours.close()
            raise
        return Process(ours, number, handle)

    def _ask(self, request: Any) -> None:
        wire.send(self._socket(), encode(request))

    def _hear(self) -> Any:
        return decode(wire.receive(self._socket(), _LIMIT))

    def _socket(self) -> socket.socket:
        if self._control is None:
            raise wire.WireError("the sandbox is not running")
        return self._control
