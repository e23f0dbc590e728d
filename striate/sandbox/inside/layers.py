"""What a forked child gives up before it runs anything of a student's: resources, privileges, files, system calls.

The order matters: Landlock and seccomp need no_new_privs, and the filter forbids what the others are set up with.
"""

import ctypes
import os
import sys
from collections.abc import Mapping

_NO_NEW_PRIVS, _SECCOMP, _PARENT_DEATH_SIGNAL = 38, 22, 1
_FILTER_MODE = 2
_KILL = 9

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
# How many rights on files each version of Landlock knows: 13 at first, then refer, truncate, device ioctl.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_DEVICE_IOCTL = 1 << 15
_TCP_RIGHTS = 0b11
_SCOPES = 0b11


class LayerError(OSError):
    """A layer that was promised cannot be put in place."""


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("rights", ctypes.c_uint64), ("folder", ctypes.c_int32))


def limit_resources(sizes: Mapping[str, int]) -> None:
    """Set soft and hard limits by their names in `resource` (``"AS"``, ``"CPU"``), as far as the system has them."""
    import resource

    for name, size in sizes.items():
        kind = getattr(resource, f"RLIMIT_{name}", None)
        if kind is None:
            continue
        hard = resource.getrlimit(kind)[1]
        bound = size if hard == resource.RLIM_INFINITY else min(size, hard)
        resource.setrlimit(kind, (bound, bound))


def die_with_parent() -> None:
    """Have the kernel end this process when its parent ends (Linux)."""
    if sys.platform == "linux":
        _prctl(_PARENT_DEATH_SIGNAL, _KILL)


def renounce_privileges() -> None:
    """No program that is started from here gains rights by being set-uid."""
    _prctl(_NO_NEW_PRIVS, 1)


def landlock_version() -> int:
    """The version of Landlock that the kernel offers; 0 where there is none."""
    if sys.platform != "linux":
        return 0
    return max(int(_libc().syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(1))), 0)


def lock_files(version: int, writable: str) -> None:
    """Landlock: read anywhere, write below ``writable`` and into the null device only, no TCP, no signals to others.

    Parameters
    ----------
    version : what `landlock_version` gave.
    writable : a folder.
    """
    files = (1 << _FILE_RIGHTS[min(version, max(_FILE_RIGHTS))]) - 1
    ruleset = _Ruleset(files, _TCP_RIGHTS if version >= 4 else 0, _SCOPES if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    handle = _checked(
        _libc().syscall(_CREATE_RULESET, ctypes.byref(ruleset), ctypes.c_size_t(size), ctypes.c_uint32(0))
    )
    reading = _READ_FILE | _READ_DIR
    _allow(handle, "/", reading)
    _allow(handle, writable, files & ~_EXECUTE & ~_DEVICE_IOCTL)
    if os.path.exists("/dev/null"):
        _allow(handle, "/dev/null", _READ_FILE | _WRITE_FILE)
    _checked(_libc().syscall(_RESTRICT_SELF, handle, ctypes.c_uint32(0)))
    os.close(handle)


def filter_system_calls(program: bytes) -> None:
    """seccomp: load a compiled filter, 8 bytes an instruction. It holds for this process and its threads, for good."""
    instructions = ctypes.create_string_buffer(program, len(program))
    packed = _Program(len(program) // 8, ctypes.cast(instructions, ctypes.c_void_p))
    _prctl(_SECCOMP, _FILTER_MODE, ctypes.byref(packed))


def _allow(ruleset: int, path: str, rights: int) -> None:
    folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = _Beneath(rights, folder)
        _checked(_libc().syscall(_ADD_RULE, ruleset, 1, ctypes.byref(rule), ctypes.c_uint32(0)))
    finally:
        os.close(folder)


def _prctl(option: int, value: int, pointer: object = None) -> None:
    nothing = ctypes.c_ulong(0)
    _checked(_libc().prctl(option, ctypes.c_ulong(value), nothing if pointer is None else pointer, nothing, nothing))


def _checked(result: int) -> int:
    if result < 0:
        raise LayerError(ctypes.get_errno(), "a layer of the sandbox cannot be put in place")
    return result


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
