"""What a student meets in a real browser: `striate lab`, an unsolved notebook, a wrong answer, the right ones."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from striate.course import Course
from striate.exercise import Question
from striate.lesson.build import build, write_solved
from striate.student.edit import described
from striate.student.workbook import read_notebook

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
LESSONS = ("convolution", "padding_and_stride")
NOTEBOOK = "window.jupyterapp.shell.currentWidget"
WRONG = """def conv2d(image, kernel, pad, stride):
    image, kernel = np.pad(image, pad), kernel[::-1, ::-1]
    return cross_correlate(image, kernel)[::stride, ::stride]"""

RIGHT = """def conv2d(image, kernel, pad, stride):
    image = np.pad(image, pad)
    return cross_correlate(image, kernel)[::stride, ::stride]"""


class Lab:
    """A running JupyterLab with one page on it."""

    def __init__(self, page: Any, address: str, token: str) -> None:
        self.page, self.address, self.token = page, address, token

    def open(self, lesson: str) -> None:
        self.page.goto(f"{self.address}/lab/tree/week1/{lesson}.ipynb?token={self.token}&reset")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=90_000)
        self.page.wait_for_function(
            f"() => {NOTEBOOK}?.sessionContext?.session?.kernel?.status === 'idle'", timeout=90_000
        )

    def run_all(self) -> None:
        """By the menu, as a student does; waits until every code cell has run."""
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_text("Run All Cells", exact=True).click()
        self.page.wait_for_timeout(500)
        self.page.wait_for_function(
            f"""() => {{
                const cells = [...Array({NOTEBOOK}.content.model.cells.length).keys()]
                    .map(i => {NOTEBOOK}.content.model.cells.get(i));
                return cells.every(c => c.type !== 'code' || c.executionState === 'idle' && c.executionCount !== null)
                    && {NOTEBOOK}.sessionContext.session.kernel.status === 'idle';
            }}""",
            timeout=400_000,
        )

    def go_to(self, cell: str) -> Any:
        """Scroll to a cell and make it the active one; notebooks draw only what is in sight."""
        found = self.page.evaluate(
            f"""async id => {{
                const notebook = {NOTEBOOK}.content;
                for (let i = 0; i < notebook.model.cells.length; i++) {{
                    if (notebook.model.cells.get(i).id !== id) continue;
                    notebook.activeCellIndex = i;
                    await notebook.scrollToItem(i, 'start');
                    return true;
                }}
                return false;
            }}""",
            cell,
        )
        assert found, f"no cell {cell}"
        self.page.wait_for_timeout(500)
        return self.page.locator(".jp-Notebook .jp-Cell.jp-mod-active")

    def write(self, cell: str, source: str) -> None:
        """Type over a cell by keyboard, and run it and its check."""
        self.go_to(cell).locator(".cm-content").click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(source)
        self.page.keyboard.press("Shift+Enter")
        self.go_to(f"check_{cell}").locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")

    def fill_in(self, sources: dict[str, str]) -> None:
        """Put whole answers into their cells at once."""
        self.page.evaluate(
            f"""sources => {{
                const cells = {NOTEBOOK}.content.model.cells;
                for (let i = 0; i < cells.length; i++)
                    if (cells.get(i).id in sources) cells.get(i).sharedModel.setSource(sources[cells.get(i).id]);
            }}""",
            sources,
        )

    def save(self) -> None:
        self.page.evaluate(f"() => {NOTEBOOK}.context.save()")

    def outputs(self) -> dict[str, list[dict[str, Any]]]:
        """All outputs by cell, as the notebook's file would hold them."""
        found = self.page.evaluate(f"() => {NOTEBOOK}.content.model.toJSON().cells")
        return {cell["id"]: cell["outputs"] for cell in found if cell["cell_type"] == "code"}


@pytest.fixture(scope="module")
def course(root: Path) -> Course:
    return Course.read(root)


@pytest.fixture(scope="module")
def home(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A student's folder with the released notebooks in it."""
    folder = tmp_path_factory.mktemp("student")
    build(course, LESSONS, folder / "notebooks")
    return folder


@pytest.fixture
def lab(
    request: pytest.FixtureRequest, home: Path, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lab]:
    """`striate lab` on a fresh working copy, and a page of Chromium that is logged in."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    theme = f"JupyterLab {request.param}"
    places = tmp_path_factory.mktemp("jupyter")
    settings = {
        "themes.jupyterlab-settings": {"theme": theme},
        "notification.jupyterlab-settings": {"fetchNews": "false", "checkForUpdates": False},
    }
    for name, content in settings.items():
        path = places / "lab" / "user-settings" / "@jupyterlab" / "apputils-extension" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content))
    # The page's own application object, to scroll and to read outputs; what a student does is done by mouse and keys.
    configured = {"LabApp": {"expose_app_in_browser": True}, "ServerApp": {"ip": "127.0.0.1"}}
    (places / "jupyter_lab_config.json").write_text(json.dumps(configured))
    token, port = secrets.token_hex(16), free_port()
    environment = os.environ | {
        "JUPYTER_CONFIG_DIR": str(places),
        "JUPYTER_DATA_DIR": str(places / "data"),
        "JUPYTER_RUNTIME_DIR": str(places / "run"),
        "IPYTHONDIR": str(places / "ipython"),
        "JUPYTER_TOKEN": token,
        "PYTHONPATH": str(root),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
    }
    command = [sys.executable, "-c", "from striate.cli import app; app()", "lab", f"work {request.param}"]
    with (places / "log").open("w") as log:
        process = subprocess.Popen(
            [*command, "--no-browser", f"--port={port}"],
            cwd=home,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(f"{address}/api?token={token}", process, places / "log")
            with sync_api.sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
                page = browser.new_page(viewport={"width": 1300, "height": 1200})
                yield Lab(page, address, token)
                browser.close()
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(240):
        assert process.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except OSError:
            time.sleep(0.25)
    raise AssertionError(log.read_text())


def card_of(outputs: list[dict[str, Any]]) -> str:
    pages = [output["data"]["text/html"] for output in outputs if "text/html" in output.get("data", {})]
    assert len(pages) == 1, outputs
    return "".join(pages[0])


def solved(course: Course, lesson: str, folder: Path) -> dict[str, str]:
    """The references' text, by cell."""
    path = folder / f"{lesson}-solved.ipynb"
    write_solved(course.lesson(lesson), path)
    return {cell.id: cell.source for cell in described(read_notebook(path)) if cell.role == "answer"}


@pytest.mark.parametrize("lab", ["Light"], indirect=True)
def test_every_stub_fails_with_a_helpful_card_and_every_reference_passes(
    lab: Lab, course: Course, tmp_path: Path
) -> None:
    for lesson in LESSONS:
        exercises = course.lesson(lesson).exercises
        lab.open(lesson)
        lab.run_all()
        outputs = lab.outputs()
        for exercise in exercises:
            shown = outputs[f"check_{exercise.name}"]
            assert "Not started" in card_of(shown), exercise.name
            assert "hint(" in card_of(shown) or not exercise.hints
            (error,) = [output for output in shown if output["output_type"] == "error"]
            assert error["ename"] == "CheckFailed"
            assert error["traceback"] == [f"{exercise.name}: see the card above."]
        first = next(exercise.name for exercise in exercises if not isinstance(exercise, Question))
        screenshot(lab, f"check_{first}", f"{lesson}-stub")
        answers = solved(course, lesson, tmp_path)
        lab.write(first, answers[first])
        lab.page.locator(".jp-Cell.jp-mod-active .jp-OutputArea").get_by_text("Passed").wait_for()
        screenshot(lab, f"check_{first}", f"{lesson}-passed")
        lab.fill_in(answers)
        lab.run_all()
        outputs = lab.outputs()
        for exercise in exercises:
            assert "Passed" in card_of(outputs[f"check_{exercise.name}"]), exercise.name
        errors = {cell: o for cell, given in outputs.items() for o in given if o["output_type"] == "error"}
        assert not errors
        lab.save()
    # The second lesson stands on the first, and the student's own functions came along.
    words = json.dumps(outputs)
    assert "your own, from convolution.ipynb" in words


@pytest.mark.parametrize("lab", ["Light", "Dark"], indirect=True)
def test_a_wrong_answer_is_drawn_beside_the_expected_one(lab: Lab) -> None:
    lab.open("padding_and_stride")
    lab.run_all()
    lab.write("conv2d", WRONG)
    card = lab.page.locator(".jp-Cell.jp-mod-active .jp-OutputArea")
    card.get_by_text("Not yet").first.wait_for()
    card.get_by_text("This looks familiar").wait_for()
    picture = card.locator("img")
    assert picture.get_attribute("alt")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 100")
    screenshot(lab, "check_conv2d", "wrong")
    width, wide = card.evaluate("node => [node.clientWidth, node.scrollWidth]")
    assert wide <= width
    lab.write("conv2d", RIGHT)
    card.get_by_text("Passed").wait_for()
    screenshot(lab, "check_conv2d", "right")


@pytest.mark.parametrize("lab", ["Light"], indirect=True)
def test_a_slide_is_stepped_through_by_keyboard(lab: Lab, home: Path) -> None:
    cells = described(read_notebook(home / "notebooks" / "week1" / "convolution.ipynb"))
    setup = next(cell.id for cell in cells if cell.role == "setup")
    slide = next(cell.id for cell in cells if cell.type == "code" and "draw.slide(" in cell.source)
    lab.open("convolution")
    for each in (setup, slide):
        lab.go_to(each).locator(".cm-content").click()
        lab.page.keyboard.press("Control+Enter")
    player = lab.page.locator(".jp-Cell.jp-mod-active .striate-player")
    shown = player.locator("span").first
    player.get_by_role("slider").focus()
    for key, step in (("ArrowRight", 2), ("ArrowRight", 3), ("ArrowLeft", 2), ("ArrowUp", 3), ("Home", 1)):
        lab.page.keyboard.press(key)
        assert shown.inner_text().startswith(f"step {step} of ")
    for part in (player.get_by_label("Step forward"), player.locator("img")):
        part.click()
        before = shown.inner_text()
        lab.page.keyboard.press("ArrowRight")
        assert shown.inner_text() != before


def screenshot(lab: Lab, cell: str, name: str) -> None:
    """Kept where STRIATE_SCREENSHOTS says, for a person to look at."""
    folder = os.environ.get("STRIATE_SCREENSHOTS")
    if folder:
        lab.go_to(cell)
        theme = lab.page.evaluate("() => document.body.dataset.jpThemeLight === 'true' ? 'light' : 'dark'")
        lab.page.screenshot(path=Path(folder) / f"{name}-{theme}.png")
