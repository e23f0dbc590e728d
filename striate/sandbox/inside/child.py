"""The forked child of one submission: gives up its rights, runs cells and answers calls until its socket closes.

A request is a plain tuple, ``("cell", id, source, trusted, seconds)``, ``("call", name, args, times, seconds)`` or
``("value", name)``. A reply is one too: a word, what belongs to it, CPU seconds, and what was printed. Everything in a
reply is a claim: by then the student's code has had this process to itself.
"""

import builtins
import os
import random
import socket
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import numpy as np

from . import blame, layers, shell, wire
from .alarm import Alarm, Attempt
from .blocked import Blocked
from .codec import Bounds, CodecError, NotPlainError, TooLargeError, decode, encode, type_name
from .constructs import CONSTRUCTS
from .output import Output

_REQUEST = Bounds(bytes=1 << 30, nodes=10_000_000)  # from the trusted side: no bound is needed
_CHANNEL = 3


def serve(channel: socket.socket, order: Mapping[str, Any], folder: str, ready_shell: shell.Shell) -> None:
    """Never returns while there are requests.

    Parameters
    ----------
    order : limits and layers, as the trusted side sent them.
    folder : the submission's own, empty.
    """
    channel = _alone_with(channel)
    os.chdir(folder)
    _seed(order["seed"])
    layers.die_with_parent()
    layers.limit_resources(order["resources"])
    if order["harden"]:
        layers.renounce_privileges()
        if order["landlock"]:
            layers.lock_files(order["landlock"], folder)
        if order["seccomp"]:
            layers.filter_system_calls(order["seccomp"])
    submission = _Submission(ready_shell, order, folder)
    wire.send(channel, encode(("ready",)))
    while True:
        request = decode(wire.receive(channel, _REQUEST.bytes), _REQUEST, CONSTRUCTS)
        wire.send(channel, submission.reply(request))


def _alone_with(channel: socket.socket) -> socket.socket:
    """Close every descriptor but the null device on 0, 1, 2 and the socket, which becomes 3."""
    number = channel.detach()
    if number != _CHANNEL:
        os.dup2(number, _CHANNEL, inheritable=False)
    os.closerange(_CHANNEL + 1, 4096)
    return socket.socket(fileno=_CHANNEL)


def _seed(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed % 2**32)


class _Submission:
    def __init__(self, ready_shell: shell.Shell, order: Mapping[str, Any], folder: str) -> None:
        self._shell = ready_shell
        self._folder = folder
        self._bounds = Bounds(bytes=order["answer"])
        self._output = Output(order["output"])
        self._blocked = Blocked(order["blocked"])
        self._alarm = Alarm()
        self._afterwards = order["afterwards"]
        self._sources: list[tuple[str, str, bool]] = []
        self._builtins = dict(vars(builtins))
        self._recursion = sys.getrecursionlimit()

    def reply(self, request: tuple[Any, ...]) -> bytes:
        match request:
            case ("cell", identity, source, trusted, seconds):
                return self._cell(identity, source, trusted, seconds)
            case ("call", name, args, times, seconds):
                return self._call(name, args, times, seconds)
            case ("value", name):
                return self._value(name)
        raise CodecError("the request is of no known kind")

    def _cell(self, identity: str, source: str, trusted: bool, seconds: float) -> bytes:
        self._sources.append((identity, source, trusted))
        number = len(self._sources) - 1
        self._prepare(trusted)
        attempt = self._alarm.attempt(lambda: shell.run(self._shell, number, source), seconds)
        if attempt.error is None:
            attempt.error = attempt.value
        self._tidy()
        return self._failure(attempt) or self._encoded(("done",), attempt)

    def _call(self, name: str, args: tuple[Any, ...], times: int, seconds: float) -> bytes:
        function = self._shell.user_ns.get(name)
        if not callable(function):
            detail = type_name(function) if name in self._shell.user_ns else ""
            return self._encoded(("lost", "missing", detail), Attempt())
        before = [_snapshot(arg) for arg in args]
        self._prepare(trusted=False)
        attempt = self._alarm.attempt(lambda: _repeated(function, args, times), seconds)
        self._tidy()
        changed = [_snapshot(arg) for arg in args] != before
        return self._failure(attempt) or self._encoded(("returned", attempt.value, changed), attempt)

    def _value(self, name: str) -> bytes:
        if name not in self._shell.user_ns:
            return self._encoded(("lost", "missing", ""), Attempt())
        return self._encoded(("returned", self._shell.user_ns[name], False), Attempt())

    def _prepare(self, trusted: bool) -> None:
        """Put back what earlier code may have moved: the place, the streams, the modules in sight."""
        with suppress(OSError):
            os.chdir(self._folder)
        sys.stdout = sys.stderr = self._output
        if trusted:
            self._blocked.show()
        else:
            self._blocked.hide()

    def _tidy(self) -> None:
        """Undo what would hurt us or the next call: deleted builtins, tracing, figures left open."""
        builtins.__dict__.update(self._builtins)
        sys.settrace(None)
        sys.setprofile(None)
        with suppress(Exception):
            sys.setrecursionlimit(max(sys.getrecursionlimit(), self._recursion))
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is not None:
            self._alarm_afterwards(lambda: pyplot.close("all"))

    def _failure(self, attempt: Attempt) -> bytes | None:
        """The reply to something that went wrong; None if nothing did."""
        error = attempt.error
        if attempt.timed_out:
            return self._encoded(("lost", "time", ""), attempt)
        if error is None:
            return None
        if issubclass(type(error), MemoryError):
            blame.release(error)
            return self._encoded(("lost", "memory", ""), attempt)
        message = self._alarm_afterwards(lambda: blame.message(error))
        place = self._alarm_afterwards(lambda: blame.place(error, self._sources))
        return self._encoded(("raised", blame.kinds(error), message or "", place), attempt)

    def _encoded(self, reply: tuple[Any, ...], attempt: Attempt) -> bytes:
        """The reply in bytes, or, where it has no plain form, the reply that says so."""
        ending = (attempt.seconds, self._output.taken())
        encoding = self._alarm.attempt(lambda: encode((*reply, *ending), self._bounds), self._afterwards)
        if encoding.error is None and not encoding.timed_out:
            return bytes(encoding.value)
        return encode(("lost", *_why_unsent(encoding), *ending))

    def _alarm_afterwards(self, action: Callable[[], Any]) -> Any:
        return self._alarm.attempt(action, self._afterwards).value


def _repeated(function: Callable[..., Any], args: tuple[Any, ...], times: int) -> Any:
    result = None
    for _ in range(times):
        result = function(*args)
    return result


def _snapshot(arg: Any) -> bytes | None:
    """An argument's value as bytes; None for one without plain form, which is not compared."""
    try:
        return encode(arg)
    except CodecError:
        return None


def _why_unsent(encoding: Attempt) -> tuple[str, str]:
    error = encoding.error
    if type(error) is NotPlainError:
        return "not plain", error.type_name
    if type(error) is TooLargeError:
        return "too large", str(error)
    if error is not None and issubclass(type(error), MemoryError):
        return "memory", ""
    return ("time", "") if encoding.timed_out else ("not plain", "")
