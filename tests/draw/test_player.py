"""The player in a real browser: by mouse, by keyboard, and for those who listen."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from striate import draw

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    found = next((place for place in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(place).exists()), None)
    if found is None:
        pytest.skip("There is no Chromium on this machine.")
    with playwright.sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


@pytest.fixture
def player(page: Any) -> Any:
    page.set_content(draw.slide(np.arange(12).reshape(3, 4), [[1, 1], [1, 1]]).html)
    return page.locator(".striate-player")


def place(player: Any) -> str:
    return str(player.locator("span").first.inner_text())


def test_buttons_step_and_stop_at_the_ends(player: Any) -> None:
    assert place(player) == "step 1 of 6"
    assert player.get_by_label("Step back").is_disabled()
    for _ in range(5):
        player.get_by_label("Step forward").click()
    assert place(player) == "step 6 of 6"
    assert player.get_by_label("Step forward").is_disabled()


def test_the_slider_moves_by_keyboard_and_speaks(player: Any) -> None:
    slider = player.get_by_role("slider")
    slider.focus()
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    assert place(player) == "step 3 of 6"
    assert slider.get_attribute("aria-valuetext") == "step 3 of 6"
    assert player.get_by_role("status").inner_text() == "At output row 0, column 2: 2·1 + 3·1 + 6·1 + 7·1 = 18."
    assert player.locator("img").get_attribute("alt").endswith("= 18.")


def test_keys_step_wherever_in_the_player_one_is(page: Any, player: Any) -> None:
    player.locator("img").click()
    for key, step in (("ArrowRight", 2), ("ArrowUp", 3), ("ArrowLeft", 2), ("End", 6), ("ArrowDown", 5), ("Home", 1)):
        page.keyboard.press(key)
        assert place(player) == f"step {step} of 6"
    page.keyboard.press("Control+ArrowRight")
    assert place(player) == "step 1 of 6"
    page.keyboard.press("Space")
    player.get_by_label("Pause").wait_for()
    page.keyboard.press("Space")
    player.get_by_label("Play").wait_for()


def test_the_keyboard_stays_in_the_player_at_its_ends(page: Any, player: Any) -> None:
    step = player.get_by_label("Step forward")
    step.focus()
    for _ in range(5):
        page.keyboard.press("Space")
    assert place(player) == "step 6 of 6"
    page.keyboard.press("ArrowLeft")
    assert place(player) == "step 5 of 6"


def test_keys_that_step_go_no_further_and_others_do(page: Any, player: Any) -> None:
    page.evaluate("() => { window.heard = []; document.addEventListener('keydown', e => heard.push(e.key)); }")
    player.get_by_role("slider").focus()
    for key in ("ArrowRight", "Escape", "Home"):
        page.keyboard.press(key)
    assert page.evaluate("heard") == ["Escape"]


def test_playing_goes_on_by_itself_and_can_be_paused(page: Any, player: Any) -> None:
    player.get_by_label("Play").click()
    page.wait_for_function("document.querySelector('.striate-player span').textContent === 'step 2 of 6'")
    player.get_by_label("Pause").click()
    at = place(player)
    page.wait_for_timeout(1000)
    assert place(player) == at


def test_two_players_on_one_page_do_not_disturb_each_other(page: Any) -> None:
    one, two = (draw.slide([[1, 2, 3]], [[weight]]).html for weight in (1, 2))
    page.set_content(one + two)
    assert page.get_by_role("slider").count() == 2
    page.get_by_label("Step forward").last.click()
    assert [
        text.split()[1] for text in page.locator(".striate-player > div > span:first-of-type").all_inner_texts()
    ] == ["1", "2"]


def test_without_scripts_the_strip_stands_for_itself(page: Any) -> None:
    html = draw.slide([[1, 2, 3]], [[1, 1]]).html
    still = page.context.browser.new_context(java_script_enabled=False).new_page()
    still.set_content(html)
    assert still.locator("img").get_attribute("alt").startswith("An image, 1 by 3: 1 2 3.")
    assert still.get_by_role("button").count() == 0
