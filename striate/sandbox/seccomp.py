"""The system calls that a sandboxed process may make, compiled on the trusted side to a filter for the kernel.

A list of what is allowed, not of what is forbidden: a call that a newer kernel brings is refused until somebody has
thought about it. What is missing from the list fails with "operation not permitted", an exception in Python.
"""

import errno
import sys
import tempfile
from functools import cache

_FILES = """
access faccessat faccessat2 stat lstat fstat newfstatat fstatat64 statx statfs fstatfs readlink readlinkat
getcwd chdir fchdir umask
open openat close close_range read readv pread64 preadv write writev pwrite64 pwritev lseek dup dup2 dup3 pipe pipe2
getdents getdents64 mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 symlink symlinkat link linkat
truncate ftruncate fallocate fadvise64 fsync fdatasync sync_file_range flock chmod fchmod fchmodat
utimensat utime utimes futimesat copy_file_range sendfile
"""
_MEMORY = "brk mmap munmap mprotect mremap madvise msync mincore membarrier"
_TIME = """
clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times getitimer setitimer alarm getrusage
"""
_SIGNALS = "rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait sigaltstack restart_syscall pause"
_SELF = """
getpid getppid gettid getuid geteuid getgid getegid getresuid getresgid getgroups getpgrp getpgid getsid getrlimit
uname sysinfo getcpu sched_yield sched_getaffinity sched_getparam sched_getscheduler sched_get_priority_max
sched_get_priority_min getpriority getrandom arch_prctl exit exit_group
"""
_WAITING = """
poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait eventfd2
futex set_robust_list get_robust_list set_tid_address rseq
"""
# On the one socket that it has, and on pairs of its own.
_SOCKET = "recvfrom recvmsg sendto sendmsg shutdown getsockopt getsockname"

_THREAD = 0x00010000  # CLONE_THREAD
_TERMINAL_QUESTIONS = (
    0x5401,
    0x5413,
    0x541B,
    0x5421,
    0x5450,
    0x5451,
)  # TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX
_UNIX = 1  # AF_UNIX
_THREAD_NAME = 15  # PR_SET_NAME


@cache
def compiled_filter() -> bytes | None:
    """The filter as instructions for the kernel, or None where libseccomp is not installed."""
    if sys.platform != "linux":
        return None
    try:
        import pyseccomp as seccomp
    except (ImportError, RuntimeError, OSError):
        return None
    rules = seccomp.SyscallFilter(defaction=seccomp.ERRNO(errno.EPERM))
    for name in " ".join((_FILES, _MEMORY, _TIME, _SIGNALS, _SELF, _WAITING, _SOCKET)).split():
        _add(rules, seccomp.ALLOW, name)
    # Threads yes, processes no. clone3 hides its flags behind a pointer; told that it does not exist, libc uses clone.
    _add(rules, seccomp.ALLOW, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, _THREAD, _THREAD))
    _add(rules, seccomp.ERRNO(errno.ENOSYS), "clone3")
    # Its own limits only: with another's number this call would reach the zygote.
    _add(rules, seccomp.ALLOW, "prlimit64", seccomp.Arg(0, seccomp.EQ, 0))
    _add(rules, seccomp.ALLOW, "socketpair", seccomp.Arg(0, seccomp.EQ, _UNIX))
    _add(rules, seccomp.ALLOW, "prctl", seccomp.Arg(0, seccomp.EQ, _THREAD_NAME))
    for command in range(5):  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL
        _add(rules, seccomp.ALLOW, "fcntl", seccomp.Arg(1, seccomp.EQ, command))
    _add(rules, seccomp.ALLOW, "fcntl", seccomp.Arg(1, seccomp.EQ, 1030))  # F_DUPFD_CLOEXEC
    for command in _TERMINAL_QUESTIONS:
        _add(rules, seccomp.ALLOW, "ioctl", seccomp.Arg(1, seccomp.EQ, command))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def _add(rules: object, action: int, name: str, *conditions: object) -> None:
    """Add a rule, unless this processor does not have the call (arm64 has no ``open``)."""
    import pyseccomp as seccomp

    if seccomp.resolve_syscall(seccomp.Arch.NATIVE, name) >= 0:
        rules.add_rule(action, name, *conditions)  # type: ignore[attr-defined]
