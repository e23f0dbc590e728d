"""Calls and cells that come to no end, or end their process: they are lost, and the rest of the notebook counts."""

import os
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from striate.sandbox import Cell, Lost, Raised, Returned, Sandbox
from tests.sandbox.conftest import QUICK, Student

COUNT = "n = [0]\ndef count():\n    n[0] += 1\n    return n[0]"
# The assignment matters: Python takes an interruption of a bare inner loop to come from before the "try".
STUBBORN = """while True:
        try:
            x = 1
            while True: x += 1
        except BaseException: pass"""

ENDLESS = {
    "a loop": ("while True: pass", "time"),
    "a loop that swallows ordinary exceptions": (
        "while True:\n        try:\n            while True: pass\n        except Exception: pass",
        "time",
    ),
    "a big library call": ("x = 0\n    while True:\n        x = np.ones(10**5).sum()", "time"),
}
DEADLY = {
    "a loop that swallows everything": (STUBBORN, "time"),
    "a long call into C": ("sum(range(10**10))", "time"),
    "sleep": ("import time; time.sleep(1000)", "time"),
    "a lock": ("import threading; lock = threading.Lock(); lock.acquire(); lock.acquire()", "time"),
    "no timer": ("import signal; signal.setitimer(signal.ITIMER_PROF, 0)\n    while True: pass", "time"),
    "os._exit": ("import os; os._exit(0)", "ended"),
    "a segfault": ("import ctypes; ctypes.string_at(0)", "ended"),
    "abort": ("import os; os.abort()", "ended"),
    "closing every file": ("import os; os.closerange(0, 100)", "ended"),
    "nonsense on the socket": ("import os; os.write(3, b'\\0\\0\\0\\x05hello'); os._exit(0)", "ended"),
    "a frame without end": ("import os; os.write(3, b'\\xff' * 4); os._exit(0)", "ended"),
}


@pytest.mark.parametrize("source", ENDLESS.values(), ids=ENDLESS)
def test_an_endless_call_is_interrupted_and_the_state_survives(student: Student, source: tuple[str, str]) -> None:
    with student.session(COUNT, f"def f():\n    {source[0]}") as session:
        assert session.call("count") == Returned(1)
        reply = session.call("f")
        assert isinstance(reply, Lost)
        assert reply.reason == "time"
        assert session.call("count") == Returned(2)


@pytest.mark.parametrize("source", DEADLY.values(), ids=DEADLY)
def test_a_deadly_call_is_lost_and_the_cells_are_run_again(student: Student, source: tuple[str, str]) -> None:
    text, reason = source
    with student.session(COUNT, f"def f():\n    {text}") as session:
        assert session.call("count") == Returned(1)
        reply = session.call("f")
        assert isinstance(reply, Lost)
        assert reply.reason == reason
        assert session.call("count") == Returned(1)


@pytest.mark.parametrize("source", [ENDLESS["a loop"], *DEADLY.values()], ids=["a loop", *DEADLY])
def test_a_cell_without_end_costs_itself_alone(student: Student, source: tuple[str, str]) -> None:
    text, reason = source
    deadly = "if True:\n    " + text
    with student.session("x = 1", deadly, "def f():\n    return x") as session:
        assert [report.lost for report in session.reports] == [None, None, reason, None]
        assert session.call("f") == Returned(1)


def test_a_function_that_keeps_failing_is_not_called_for_ever(student: Student) -> None:
    with student.session(
        "def f():\n    import os; os._exit(1)", "def g():\n    while True: pass", "def h():\n    return 1"
    ) as session:
        replies = [session.call(name) for name in "ffffgggg"]
        assert [type(reply) for reply in replies] == [Lost] * 8
        assert [reply.detail for reply in replies if isinstance(reply, Lost)][2:4] == ["not tried again"] * 2
        assert session.call("h") == Returned(1)


def test_a_submission_that_dies_too_often_is_not_started_again() -> None:
    deadly = [Cell(str(number), "import os; os._exit(1)") for number in range(12)]
    with Sandbox(limits=QUICK, isolation="none") as box, box.session([*deadly, Cell("f", "def f(): pass")]) as session:
        assert [report.lost for report in session.reports] == ["ended"] * 13
        assert session.call("f") == Lost("ended", "it has ended too often")


def test_the_time_of_a_submission_is_bounded() -> None:
    limits = replace(QUICK, call_seconds=0.5, submission_seconds=1.2)
    cells = [Cell(str(number), f"def f{number}():\n    while True: pass") for number in range(6)]
    with Sandbox(limits=limits, isolation="none") as box, box.session(cells) as session:
        replies = [session.call(f"f{number}") for number in range(6)]
        assert all(isinstance(reply, Lost) and reply.reason == "time" for reply in replies)
        assert session.call("f5") == Lost("time", "the submission's time is used up")


@pytest.mark.slow
def test_a_busy_machine_fails_nobody() -> None:
    limits = replace(QUICK, call_seconds=0.6, asleep_seconds=0.4)
    source = "import time\ndef f():\n    end = time.process_time() + 0.3\n    while time.process_time() < end: pass"
    text = "import time\nprint('busy', flush=True)\nend = time.time() + 20\nwhile time.time() < end: pass"
    with Sandbox(limits=limits) as box, Student(box).session(source) as session:
        # Each in a session of its own: Linux may share the processors out by session.
        hogs = [
            subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, start_new_session=True)
            for _ in range(4 * (os.cpu_count() or 1))
        ]
        try:
            for process in hogs:
                assert process.stdout
                assert process.stdout.readline() == b"busy\n"
            started = time.monotonic()
            assert session.call("f") == Returned(None)
            assert time.monotonic() - started > 0.4
        finally:
            for process in hogs:
                process.kill()
                process.wait()


def test_wall_time_is_bounded_too() -> None:
    limits = replace(QUICK, asleep_seconds=60, wall_seconds=1.0)
    started = time.monotonic()
    with Sandbox(limits=limits) as box, box.session([Cell("a", "import time; time.sleep(30)")]) as session:
        assert session.reports[0].lost == "time"
    assert time.monotonic() - started < 10


def test_memory_is_bounded_and_given_back(student: Student) -> None:
    source = (
        "def f():\n    return len([bytearray(10**8) for _ in range(100)])\ndef g():\n    return np.ones(10**7).sum()"
    )
    with student.session(source, "def h():\n    x = []\n    while True: x.append([0] * 10**6)") as session:
        for name in "fhf":
            reply = session.call(name)
            assert isinstance(reply, Lost)
            assert reply.reason == "memory"
            assert session.call("g") == Returned(1e7)


def test_an_exception_that_fights_being_described_costs_itself_alone(student: Student) -> None:
    source = """
class Fiend(Exception):
    def __str__(self):
        while True: pass
    def __getattribute__(self, name):
        raise self
class Liar(Exception):
    __class__ = property(lambda self: SyntaxError)
    __str__ = None
def f():
    raise Fiend
def g():
    raise Liar
"""
    with student.session(COUNT, source) as session:
        assert session.call("count") == Returned(1)
        for name, kind in (("f", "Fiend"), ("g", "Liar")):
            reply = session.call(name)
            assert isinstance(reply, Raised)
            assert reply.kinds[0] == kind
        assert session.call("count") == Returned(2)


def test_a_hostile_value_costs_itself_alone(student: Student) -> None:
    source = """
import os
class Fiend:
    __class__ = np.ndarray
    __array__ = __reduce__ = __eq__ = __hash__ = __len__ = __iter__ = __float__ = lambda self, *args: os._exit(1)
class Meta(type):
    __hash__ = __eq__ = __instancecheck__ = __subclasscheck__ = lambda self, *args: os._exit(1)
class Odd(metaclass=Meta): pass
def f(): return Fiend()
def g(): return [Odd()]
def h(): return {"a": Odd}
"""
    with student.session(COUNT, source) as session:
        session.call("count")
        for name, detail in (("f", "Fiend"), ("g", "Odd"), ("h", "Meta")):
            assert session.call(name) == Lost("not plain", detail)
        assert session.call("count") == Returned(2)


@pytest.mark.parametrize(
    "source",
    [
        "import builtins\nfor name in dir(builtins):\n    if name != 'delattr': delattr(builtins, name)",
        "import builtins\nbuiltins.len = builtins.isinstance = builtins.print = None",
        "print = len = range = np = None",
        "import sys\nsys.stdout = sys.stderr = None\nsys.settrace(lambda *a: 1 / 0)\nsys.setrecursionlimit(50)",
        "import sys\nsys.modules.clear()",
        "np.asarray = np.frombuffer = np.ascontiguousarray = None",
        "import os\nos.chdir('/')\nimport shutil\nshutil.rmtree(os.environ['HOME'], ignore_errors=True)",
        "import threading\nthreading.Thread(target=lambda: [0 for _ in iter(int, 1)], daemon=True).start()",
        "from signal import *\npthread_sigmask(SIG_BLOCK, range(1, 64))\nsignal(SIGPROF, SIG_IGN)",
        "import gc, sys\ngc.disable()\nsys.setswitchinterval(100)",
        "get_ipython().events.register('pre_run_cell', lambda *a: 1 / 0)",
        "get_ipython().input_transformers_post.append(lambda lines: ['x = 5'])",
    ],
)
def test_what_a_cell_breaks_for_python_is_mended_or_hurts_it_alone(student: Student, source: str) -> None:
    with student.session("def f(x):\n    return [x]", source) as session:
        assert session.call("f", [7]) == Returned([7])
    assert student.call("def f(x):\n    return x", 1) == Returned(1)
