"""The same isolation when the grader is not root. Run as root, these tests become somebody else first."""

import os
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from striate.sandbox import IsolationUnavailable, bubblewrap, probe

PACKAGE = Path(__file__).parents[2] / "striate"
SOMEBODY = 54321
PROGRAM = """
import os, sys
from striate.sandbox import Cell, Lost, Raised, Returned, Sandbox

assert os.getuid() != 0
cells = [Cell("a", "import os, socket\\ndef f(x): return x + 1\\ndef g(): os.kill(1, 9)\\ndef h(): os._exit(1)"),
         Cell("b", "secret = " + repr(sys.argv[1])),
         Cell("b2", "def seen(): return os.getuid(), os.path.exists(secret), os.path.exists('/proc/1')"),
         Cell("c", "def net(): socket.create_connection(('127.0.0.1', 9))"),
         Cell("d", "def write():\\n    open('/scratch/x', 'w')"),
         Cell("e", "def own():\\n    open('x', 'w').write('x')\\n    return os.listdir('.')")]
with Sandbox() as box:
    print(box.isolation)
    for _ in range(2):
        with box.session(cells) as session:
            assert session.call("f", [1]) == Returned(2)
            assert session.call("h") == Lost("ended")
            assert session.call("seen") == Returned((os.getuid(), False, False))
            assert session.call("own") == Returned(["x"])
            for name in ("g", "net", "write"):
                assert isinstance(session.call(name), Raised), name
"""


@pytest.fixture
def python_of_somebody() -> Iterator[list[str]]:
    """A command that runs Python as an ordinary user, from places that such a user can read.

    Root's Python may lie where nobody else can look; an outer bubblewrap shows it elsewhere.
    """
    if sys.platform != "linux":
        pytest.skip("needs Linux")
    if os.getuid() != 0:
        yield [sys.executable]
        return
    try:
        program = bubblewrap.find()
    except IsolationUnavailable as error:
        pytest.skip(str(error))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        root.chmod(0o755)
        shown = {"python": Path(sys.base_prefix), "packages": Path(sysconfig.get_path("purelib")), "striate": PACKAGE}
        command = [program, "--dev-bind", "/", "/"]
        for name, source in shown.items():
            (root / name).mkdir()
            command += ["--ro-bind", str(source), str(root / name)]
        python = root / "python" / "bin" / Path(sys.executable).resolve().name
        become = ["setpriv", "--reuid", str(SOMEBODY), "--regid", str(SOMEBODY), "--clear-groups"]
        paths = f"PYTHONPATH={root}:{root / 'packages'}"
        rights = ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
        yield [*command, *rights, "--chdir", "/", "--", *become, "env", paths, "HOME=/nonexistent", str(python)]


@pytest.mark.attack
def test_a_sandbox_of_an_ordinary_user_holds(python_of_somebody: list[str]) -> None:
    result = subprocess.run(
        [*python_of_somebody, "-c", PROGRAM, str(PACKAGE)], capture_output=True, text=True, timeout=120
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == probe().level
