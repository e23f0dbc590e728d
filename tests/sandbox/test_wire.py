"""Frames: what is announced is bounded before it is read, and no slow or silent partner holds us."""

import socket
import threading
import time

import pytest

from striate.sandbox.inside import wire
from striate.sandbox.process import Allowance, Process, ProcessLostError


@pytest.mark.parametrize("size", [0, 1, 70_000, 5_000_000])
def test_a_frame_comes_through_whole(size: int) -> None:
    ours, theirs = socket.socketpair()
    message = bytes(size)
    sender = threading.Thread(target=wire.send, args=(ours, message))
    sender.start()
    assert wire.receive(theirs, size) == message
    sender.join()


def test_a_frame_beyond_the_limit_is_refused_by_its_announcement() -> None:
    ours, theirs = socket.socketpair()
    ours.send(b"\xff\xff\xff\xff")
    with pytest.raises(wire.WireError, match="the limit is 100"):
        wire.receive(theirs, 100)


def test_a_closed_socket_is_an_error_and_not_an_empty_frame() -> None:
    ours, theirs = socket.socketpair()
    ours.send(b"\0\0\0\5ab")
    ours.close()
    with pytest.raises(wire.WireError, match="closed"):
        wire.receive(theirs, 100)


def test_a_partner_that_sends_a_byte_now_and_then_does_not_hold_us(monkeypatch: pytest.MonkeyPatch) -> None:
    killed = _without_a_process(monkeypatch)
    ours, theirs = socket.socketpair()
    ours.send(b"\0\0\xff\xff")
    stop = threading.Event()

    def trickle() -> None:
        while not stop.wait(0.01):
            ours.send(b"x")

    thread = threading.Thread(target=trickle)
    thread.start()
    try:
        with pytest.raises(ProcessLostError, match="time"):
            Process(theirs, 0, None).exchange(b"", _soon(), 10**6)
    finally:
        stop.set()
        thread.join()
    assert killed


def test_a_partner_that_does_not_read_does_not_hold_us(monkeypatch: pytest.MonkeyPatch) -> None:
    killed = _without_a_process(monkeypatch)
    _, theirs = socket.socketpair()
    with pytest.raises(ProcessLostError, match="time"):
        Process(theirs, 0, None).exchange(bytes(10**7), _soon(), 10**6)
    assert killed


def _soon() -> Allowance:
    return Allowance(processor=10.0, asleep=10.0, deadline=time.monotonic() + 0.3)


def _without_a_process(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """A `Process` that kills nobody; the list tells that it would have."""
    killed: list[bool] = []
    monkeypatch.setattr(Process, "kill", lambda self: killed.append(True))
    return killed
