"""An IPython shell that runs the cells of a notebook and keeps nothing that they print.

It understands what a notebook may hold (magics, top-level await, a last line that shows itself), and leaves out what
needs a person or a computer behind it: history, tracebacks in colour, shell commands, windows.
"""

import warnings
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from IPython.core.compilerop import CachingCompiler
from IPython.core.history import HistoryManager
from IPython.core.interactiveshell import InteractiveShell

_NO_SHELL = "(shell commands are not run when a notebook is graded)"


class _Compiler(CachingCompiler):
    """Names the code of each cell by a number of ours, so that a traceback leads back to the cell."""

    cell = 0

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        return f"<cell {self.cell}>"


class Shell(InteractiveShell):
    """IPython's shell without its memory, its screen and its computer."""

    compile: _Compiler

    def init_history(self) -> None:
        # With history on, IPython starts a thread and opens an SQLite file.
        HistoryManager.enabled = False  # type: ignore[assignment]
        super().init_history()  # type: ignore[no-untyped-call]

    def _tee(self, channel: str) -> AbstractContextManager[None]:  # type: ignore[override]
        # IPython's own keeps everything printed, without bound.
        return nullcontext()

    def showtraceback(self, *args: Any, **kwargs: Any) -> None:
        pass

    def showsyntaxerror(self, *args: Any, **kwargs: Any) -> None:
        pass

    def showindentationerror(self) -> None:
        pass

    def enable_gui(self, gui: Any = None) -> None:
        pass

    def enable_matplotlib(self, gui: Any = None) -> tuple[None, str]:
        # "%matplotlib inline" would draw every open figure after every cell, for nobody.
        return None, "agg"

    def system(self, cmd: str) -> None:
        print(_NO_SHELL)

    system_piped = system_raw = system

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:
        print(_NO_SHELL)
        return [] if split else ""

    def ask_exit(self) -> None:
        print("(exit() does not end a notebook that is being graded)")


def new_shell() -> Shell:
    shell: Shell = Shell.instance()
    shell.compile = _Compiler()  # type: ignore[no-untyped-call]
    # For good, not only while a cell runs: a function that is called later may say display(...).
    shell.builtin_trap.__enter__()
    warnings.filterwarnings("ignore", message="FigureCanvasAgg is non-interactive")
    return shell


def run(shell: Shell, number: int, source: str) -> BaseException | None:
    """Run one cell; give back what it raised, if anything. ``number`` is what its tracebacks will say."""
    shell.compile.cell = number
    result = shell.run_cell(source, store_history=False)  # type: ignore[no-untyped-call]
    shell.last_execution_result = None  # it would keep alive what a failed cell held
    errors: tuple[BaseException | None, ...] = (result.error_before_exec, result.error_in_exec)
    return next((error for error in errors if error is not None), None)
