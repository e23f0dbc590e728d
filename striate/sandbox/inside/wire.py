"""Frames on a socket: four bytes of length, then the message. Either end bounds the length before it reads on."""

import socket
import struct
from collections.abc import Callable

_HEADER = struct.Struct("!I")
_PIECE = 1 << 20

Wait = Callable[[bool], None]
"""Called before each step on a socket, with whether we want to write; returns when that is possible, or raises."""


class WireError(OSError):
    """The other end is gone, or does not keep to the frames."""


def send(channel: socket.socket, message: bytes, wait: Wait | None = None) -> None:
    """Send one frame. With ``wait``, never block outside of it."""
    frame = memoryview(_HEADER.pack(len(message)) + message)
    if wait is None:
        channel.sendall(frame)
        return
    while frame:
        wait(True)
        try:
            frame = frame[channel.send(frame, socket.MSG_DONTWAIT) :]
        except BlockingIOError:
            continue


def receive(channel: socket.socket, limit: int, wait: Wait | None = None) -> bytes:
    """Receive one frame of at most ``limit`` bytes. With ``wait``, never block outside of it.

    Raises
    ------
    WireError
        The other end closed the socket, or announced more bytes than the limit.
    """
    (size,) = _HEADER.unpack(_exactly(channel, _HEADER.size, wait))
    if size > limit:
        raise WireError(f"a frame of {size} bytes was announced, and the limit is {limit}")
    return _exactly(channel, size, wait)


def _exactly(channel: socket.socket, size: int, wait: Wait | None) -> bytes:
    # Grows as bytes arrive: an announced length alone makes nobody allocate.
    received = bytearray()
    while len(received) < size:
        if wait is not None:
            wait(False)
        try:
            piece = channel.recv(min(size - len(received), _PIECE), 0 if wait is None else socket.MSG_DONTWAIT)
        except BlockingIOError:
            continue
        if not piece:
            raise WireError("the other end closed the socket")
        received += piece
    return bytes(received)
