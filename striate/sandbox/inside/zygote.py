"""The process from which every submission's process is forked: imports are done, and it stays single-threaded.

It runs nothing of a student's and hears only the trusted side, through one socket. When that socket closes, it ends,
and inside bubblewrap everything ends with it. One child lives at a time; before the next, and on request, the last one
is ended and its folder removed.
"""

import gc
import importlib
import mmap
import os
import resource
import select
import shutil
import signal
import socket
import sys
import threading
from collections.abc import Mapping
from typing import Any

from . import layers, wire
from .codec import decode, encode

_REQUEST = 64 << 20
_LOOK = 0.2  # seconds between looks at the scratch while a child lives
_MARGIN = 256 << 20  # address space for libraries that a submission loads, which costs no memory of its own


def main(control: socket.socket) -> None:
    """Prepare as the first message says, answer with what this process can do, then fork on demand."""
    settings = decode(wire.receive(control, _REQUEST))
    try:
        zygote = _Zygote(control, settings)
    except Exception as error:
        wire.send(control, encode({"failed": f"{type(error).__name__}: {error}"}))
        return
    wire.send(control, encode(zygote.abilities()))
    _silence()
    zygote.work()


class _Zygote:
    def __init__(self, control: socket.socket, settings: Mapping[str, Any]) -> None:
        self._control = control
        self._scratch = settings["scratch"]
        self._folder = os.path.join(self._scratch, "work")
        self._most_files = settings["most_files"]
        self._child = 0
        os.makedirs(self._folder, 0o700, exist_ok=True)
        sys.path[:0] = settings["path"]
        for name in settings["preload"]:
            importlib.import_module(name)
        from . import child, shell

        self._serve = child.serve
        self._shell = shell.new_shell()
        shell.run(self._shell, 0, "1")  # what IPython makes on first use is then made once for all
        self._wipe()
        gc.collect()
        gc.freeze()
        self._in_use = {"AS": _in_use(resource.RLIMIT_AS) + _MARGIN, "DATA": _in_use(resource.RLIMIT_DATA)}

    def abilities(self) -> dict[str, Any]:
        return {"landlock": layers.landlock_version(), "threads": threading.active_count()}

    def work(self) -> None:
        while True:
            ready, _, _ = select.select([self._control], [], [], _LOOK if self._child and self._most_files else None)
            if not ready:
                self._look_at_scratch()
                continue
            try:
                request = decode(wire.receive(self._control, _REQUEST))
            except wire.WireError:
                self._end_child()
                return
            self._end_child()
            self._wipe()
            if request[0] == "spawn":
                self._spawn(request[1])
            else:
                wire.send(self._control, encode("clear"))

    def _spawn(self, order: dict[str, Any]) -> None:
        _, descriptors, _, _ = socket.recv_fds(self._control, 1, 1)
        channel = socket.socket(fileno=descriptors[0])
        os.mkdir(self._folder, 0o700)
        order["resources"] = self._resources(order)
        self._child = os.fork()
        if self._child == 0:
            try:
                self._control.detach()
                self._serve(channel, order, self._folder, self._shell)
            finally:
                os._exit(1)
        channel.close()
        wire.send(self._control, encode(self._child))
        if hasattr(os, "pidfd_open"):
            handle = os.pidfd_open(self._child)
            socket.send_fds(self._control, [b"\0"], [handle])
            os.close(handle)

    def _resources(self, order: Mapping[str, Any]) -> dict[str, int]:
        memory = {name: size + order["memory"] for name, size in self._in_use.items() if size}
        return {**order["resources"], **memory}

    def _end_child(self) -> None:
        if self._child:
            os.kill(self._child, signal.SIGKILL)
            os.waitpid(self._child, 0)
            self._child = 0

    def _wipe(self) -> None:
        """Empty the scratch. If a student has made that impossible, end: the next zygote begins with a new one."""
        try:
            for entry in os.scandir(self._scratch):
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path)
                else:
                    os.unlink(entry.path)
        except (OSError, RecursionError):
            os._exit(1)

    def _look_at_scratch(self) -> None:
        """Empty files take no room in the scratch, but memory of the kernel's."""
        state = os.statvfs(self._scratch)
        if state.f_files - state.f_ffree > self._most_files:
            os.kill(self._child, signal.SIGKILL)


def _in_use(kind: int) -> int:
    """Bytes that count against a limit at present; 0 where there is none. Found by trial: there is no /proc."""
    if sys.platform != "linux":
        return 0
    before = resource.getrlimit(kind)
    low, high = 0, 1 << 42
    while high - low > 1 << 20:
        middle = (low + high) // 2
        try:
            resource.setrlimit(kind, (middle, before[1]))
            mmap.mmap(-1, mmap.PAGESIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).close()
            high = middle
        except (OSError, MemoryError):
            low = middle
        finally:
            resource.setrlimit(kind, before)
    return high


def _silence() -> None:
    """From here on nothing goes to a terminal or a log, by whatever way."""
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(null, number)
    os.close(null)
