"""Paintings that the course owns, because its code paints them: styles for style transfer. Each is a short recipe."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from striate.data.flow import Canvas, Colours, Map, Noise, mixed, scattered, traced
from striate.data.provenance import DataError, listed

Picture = NDArray[np.uint8]


def painting(name: str, size: int = 384, seed: int = 0) -> Picture:
    """One of the course's own paintings: strokes of a brush along a flow field.

    Parameters
    ----------
    name : one of `paintings`, for example "night".
    size : height and width in pixels; the composition is the same at every size.
    seed : another number gives another painting of the same kind.

    Returns
    -------
    uint8 ``(size, size, 3)``, red, green, blue, 0 to 255. The same arguments give the same painting.

    Raises
    ------
    DataError : there is no painting of that name.
    ValueError : ``size`` is below 16, or ``seed`` is negative.

    A painting of 256 pixels takes about a second.
    """
    if name not in RECIPES:
        raise DataError(f"There is no painting named {name!r}. The names are {listed(RECIPES)}.")
    if size < 16:
        raise ValueError(f"size is the side of the painting in pixels, at least 16; you gave {size}.")
    if seed < 0:
        raise ValueError(f"seed is not negative; you gave {seed}.")
    return RECIPES[name](size, np.random.default_rng([seed, list(RECIPES).index(name)]))


def paintings() -> tuple[str, ...]:
    """The names that `painting` knows."""
    return tuple(RECIPES)


def night(size: int, rng: np.random.Generator) -> Picture:
    """A sky that turns around its stars, above dark hills."""
    stars = np.array([[0.76, 0.2, 0.15], [0.2, 0.14, 0.07], [0.42, 0.34, 0.09], [0.5, 0.08, 0.05], [0.1, 0.42, 0.05]])
    stars[:, :2] += rng.uniform(-0.04, 0.04, (len(stars), 2))
    bend, tone = Noise.of(rng, 3), Noise.of(rng, 5)

    def ridge(x: Map) -> Map:
        return 0.72 + 0.06 * np.sin(5 * x + 1) + 0.03 * np.sin(13 * x)

    def angle(x: Map, y: Map) -> Map:
        across, down = np.cos(0.9 * bend(x, y)), np.sin(0.9 * bend(x, y))
        for left, top, radius in stars:
            near = 3.4 * np.exp(-(((x - left) ** 2 + (y - top) ** 2) / (1.8 * radius**2)))
            distance = np.hypot(x - left, y - top) + 1e-6
            across, down = across - near * (y - top) / distance, down + near * (x - left) / distance
        slope = 0.3 * np.cos(5 * x + 1)
        return np.where(y > ridge(x), slope + 0.25 * bend(x, y), np.arctan2(down, across))

    def paint(x: Map, y: Map) -> Colours:
        light = 0.3 + 0.24 * tone(x, y) + 0.18 * y
        for left, top, radius in stars:
            ring = np.hypot(x - left, y - top) / radius
            light = light + 0.85 * np.exp(-(ring**2) * 2.4) + 0.17 * np.exp(-((ring - 1.5) ** 2) * 9)
        sky = mixed(["#0b1740", "#14307a", "#2a62b0", "#6fa6cf", "#f0d98a", "#fff6cf"], np.clip(light, 0, 1))
        hills = mixed(
            ["#071a1c", "#0d3436", "#1c4b52", "#2f5f86"], np.clip(0.5 + 0.5 * tone(x, y) - 1.2 * (y - 0.8), 0, 1)
        )
        return np.where((y > ridge(x))[:, np.newaxis], hills, sky)

    canvas = Canvas(size, (0.05, 0.08, 0.2), rng)
    canvas.under(paint)
    for count, length, width in ((900, 0.15, 0.02), (2600, 0.1, 0.012)):
        x, y = scattered(rng, count)
        colours = paint(x, y) + rng.normal(0, 0.025, (len(x), 3))
        canvas.strokes(traced(angle, x, y, length), colours, width, bristles=5)
    turn = np.linspace(0, 1.9 * np.pi, 24)
    for left, top, radius in stars:
        for ring in (0.3, 0.14):
            path = (left + ring * radius * np.cos(turn))[np.newaxis], (top + ring * radius * np.sin(turn))[np.newaxis]
            canvas.strokes(path, np.array([[1.0, 0.95, 0.78]]), 0.3 * radius, bristles=5, pointed=False)
    return canvas.finished()


def poppies(size: int, rng: np.random.Generator) -> Picture:
    """A summer field with poppies, and wind in the clouds."""
    bend, tone = Noise.of(rng, 3), Noise.of(rng, 6)

    def angle(x: Map, y: Map) -> Map:
        blades = -np.pi / 2 + 0.5 * bend(x, y) + 0.35
        return np.where(y > 0.4, blades, 0.5 * bend(x, y))

    canvas = Canvas(size, (0.75, 0.8, 0.75), rng)
    x, y = scattered(rng, 1800)
    cloud = np.clip(0.5 + 0.7 * bend(x, y) + 0.3 * tone(x, y), 0, 1)
    sky = mixed(["#3f82bd", "#7fb3d6", "#c9dde0", "#fdf3dc"], cloud)
    canvas.strokes(traced(angle, x, y * 0.5 - 0.04, 0.13), sky, 0.017)
    x, y = scattered(rng, 700)
    far = mixed(["#3c6b4a", "#7d9c4e", "#c9b04a", "#e8d37a"], np.clip(0.5 + 0.6 * tone(x, y) + 0.3 * y, 0, 1))
    canvas.strokes(traced(lambda a, b: 0.12 * bend(a, b), x, 0.4 + 0.26 * (y + 0.08), 0.12), far, 0.014)
    x, y = scattered(rng, 2000)
    order = np.argsort(y)
    x, y = x[order], 0.46 + 0.64 * y[order]
    light = np.clip(0.45 + 0.5 * tone(x, y) - 0.3 * (y - 0.7), 0, 1)
    grass = mixed(["#17422a", "#35702f", "#86a03a", "#d8c24a", "#f4e596"], light)
    near = np.clip((y - 0.4) / 0.6, 0.1, 1)
    canvas.strokes(traced(angle, x, y, 0.17 * near), grass, 0.004 + 0.01 * near, bristles=4, spread=0.09)
    x, y = scattered(rng, 1500)
    keep = np.flatnonzero(tone(x, y) + 0.6 * bend(y, x) > 0.0)
    x, y = x[keep], 0.45 + 0.6 * y[keep]
    order = np.argsort(y)
    x, y = x[order], y[order]
    near = np.clip((y - 0.4) / 0.6, 0.12, 1)
    red = mixed(["#8f1420", "#cf2228", "#ef5a34", "#f78f5c"], rng.random(len(x)))
    canvas.strokes(traced(lambda a, b: 0.4 + 1.5 * bend(a, b), x, y, 0.036 * near), red, 0.03 * near, bristles=5)
    return canvas.finished()


def waves(size: int, rng: np.random.Generator) -> Picture:
    """A green sea with foam on its crests."""
    bend, tone = Noise.of(rng, 2), Noise.of(rng, 7)

    def phase(x: Map, y: Map) -> Map:
        return 27 * (y + 0.3) ** 0.8 + 3.2 * np.sin(3.1 * x + 4 * y) + 2.2 * bend(x, y)

    def angle(x: Map, y: Map) -> Map:
        step = 1e-3
        across, down = phase(x + step, y) - phase(x, y), phase(x, y + step) - phase(x, y)
        return np.arctan2(-across, down)

    canvas = Canvas(size, (0.04, 0.25, 0.3), rng)
    for count, length, width in ((1100, 0.2, 0.02), (2600, 0.14, 0.011)):
        x, y = scattered(rng, count)
        height = 0.5 + 0.5 * np.sin(phase(x, y))
        foam = np.clip((height - 0.83) * 6, 0, 1) * (tone(x, y) > -0.35)
        water = mixed(["#052a3b", "#0b4f5c", "#16807c", "#5fbfa4"], np.clip(0.75 * height + 0.22 * tone(x, y), 0, 1))
        white = mixed(["#cfe9dd", "#fffdf2"], rng.random(len(x)))
        colours = water * (1 - foam[:, np.newaxis]) + white * foam[:, np.newaxis]
        canvas.strokes(traced(angle, x, y, length), colours, width, bristles=6)
    return canvas.finished()


def embers(size: int, rng: np.random.Generator) -> Picture:
    """Fire: strokes that rise and curl, dark to bright."""
    bend, tone = Noise.of(rng, 3, 3), Noise.of(rng, 4)

    def angle(x: Map, y: Map) -> Map:
        return -np.pi / 2 + 1.5 * bend(x, y) * (1.2 - y * 0.6)

    def heat(x: Map, y: Map) -> Map:
        return np.clip(0.95 * y + 0.02 + 0.45 * tone(x, y) - 0.6 * np.abs(x - 0.5), 0, 1)

    stops = ["#12060f", "#3a0a1e", "#84142a", "#c8321d", "#ee7a1a", "#f9b93a", "#fff0ad"]
    canvas = Canvas(size, (0.06, 0.03, 0.05), rng)
    canvas.under(lambda x, y: mixed(stops, 0.8 * heat(x, y)))
    for count, length, width in ((900, 0.24, 0.02), (2000, 0.2, 0.011), (900, 0.15, 0.006)):
        x, y = scattered(rng, count)
        order = np.argsort(heat(x, y))
        x, y = x[order], y[order]
        canvas.strokes(traced(angle, x, y, length, 18), mixed(stops, heat(x, y)), width, bristles=5, spread=0.05)
    return canvas.finished(light=0.9)


def ribbons(size: int, rng: np.random.Generator) -> Picture:
    """Flat bands that flow side by side and never touch."""
    bend = Noise.of(rng, 2, 2)
    canvas = Canvas(size, (0.965, 0.93, 0.86), rng)
    taken = np.zeros((200, 200), dtype=bool)
    colours = [
        mixed([stop], np.zeros(1))[0]
        for stop in ("#e4572e", "#f3a712", "#2e4057", "#669bbc", "#f7c7b2", "#c1121f", "#3d7068", "#f6e3c5", "#7d3c62")
    ]
    chance = np.array([4, 4, 3, 4, 3, 2, 3, 2, 2], dtype=float)
    for width, tries in ((0.062, 90), (0.034, 300), (0.018, 700), (0.009, 900)):
        for _ in range(tries):
            path = _free(rng, bend, taken, width)
            if path is None:
                continue
            x, y = path
            canvas.ribbon(x, y, np.array([0.11, 0.12, 0.16]), width)
            canvas.ribbon(x, y, colours[rng.choice(len(colours), p=chance / chance.sum())], width - 0.0045)
            if width > 0.03 and len(x) > 24 and rng.random() < 0.45:
                start = int(rng.integers(4, len(x) // 2))
                canvas.ribbon(x[start:-4], y[start:-4], colours[rng.choice(len(colours))], width * 0.45)
    return canvas.finished(light=0.0, grain=0.02)


def _free(rng: np.random.Generator, bend: Noise, taken: NDArray[np.bool_], width: float) -> tuple[Map, Map] | None:
    """A path along the flow on which no band of this width touches another; its place is then taken."""
    cells = len(taken)
    reach = width / 2 + 0.006
    offsets = np.array([[dx, dy] for dx in np.linspace(-reach, reach, 7) for dy in np.linspace(-reach, reach, 7)])
    offsets = offsets[np.hypot(*offsets.T) <= reach * 1.01]
    points: list[Map] = []
    place = rng.uniform(-0.05, 1.05, 2)
    for _ in range(int(rng.integers(30, 130))):
        around = np.floor((place + offsets) * cells).astype(int)
        seen = around[((around >= 0) & (around < cells)).all(axis=1)]
        if taken[seen[:, 1], seen[:, 0]].any() or not ((place > -0.1) & (place < 1.1)).all():
            break
        points.append(place)
        direction = 2.4 * float(bend(place[:1], place[1:])[0]) + 0.5
        place = place + 0.008 * np.array([np.cos(direction), np.sin(direction)])
    if len(points) * 0.008 < 1.3 * width + 0.02:
        return None
    path = np.array(points)
    for point in path:
        around = np.floor((point + offsets) * cells).astype(int)
        seen = around[((around >= 0) & (around < cells)).all(axis=1)]
        taken[seen[:, 1], seen[:, 0]] = True
    return path[:, 0], path[:, 1]


def ink(size: int, rng: np.random.Generator) -> Picture:
    """Black ink on warm paper, mountains in mist, and a red sun."""
    bend, tone = Noise.of(rng, 3), Noise.of(rng, 8)
    canvas = Canvas(size, (0.94, 0.9, 0.82), rng)
    x, y = scattered(rng, 900)
    paper = mixed(["#e4d8bf", "#f3ead6"], np.clip(0.5 + 0.5 * tone(x, y), 0, 1))
    canvas.strokes(traced(lambda a, b: 0.3 * bend(a, b), x, y, 0.22), paper, 0.03, spread=0.012)
    turn = np.linspace(0, 2 * np.pi, 40)
    for radius in np.linspace(0.012, 0.085, 7):
        path = (0.27 + radius * np.cos(turn))[np.newaxis], (0.17 + radius * np.sin(turn))[np.newaxis]
        canvas.strokes(path, np.array([[0.76, 0.17, 0.12]]), 0.018, bristles=4, spread=0.03, pointed=False)
    for layer, (base, tall, dark) in enumerate(((0.5, 0.3, 0.66), (0.68, 0.34, 0.42), (0.88, 0.3, 0.14))):
        peaks = Noise.of(rng, 4 + layer, 3)
        line = np.linspace(-0.08, 1.08, 60)
        crest = base - tall * np.clip(0.35 + 0.75 * peaks(line, np.full_like(line, 0.5)), 0, 1)
        foot = rng.uniform(-0.06, 1.06, 520)
        top = np.interp(foot, line, crest)
        start = top + rng.random(520) ** 2.2 * 0.24
        fade = np.clip((start - top) / 0.26, 0, 1)
        shade = np.array([0.1, 0.1, 0.12]) + (dark + (0.9 - dark) * fade)[:, np.newaxis] * np.array([0.8, 0.77, 0.7])
        lean = np.interp(foot, line, np.gradient(crest, line))
        order = np.argsort(-start)
        steep = np.pi / 2 - 0.6 * np.tanh(lean[order])
        down = traced(lambda a, b: steep + 0.5 * bend(a, b), foot[order], start[order], 0.09)  # noqa: B023
        canvas.strokes(down, np.clip(shade[order], 0, 1), 0.013, bristles=6, spread=0.05)
        edge = (line[np.newaxis], crest[np.newaxis])
        canvas.strokes(edge, np.full((1, 3), dark * 0.75), 0.008, bristles=5, spread=0.08, pointed=False)
    return canvas.finished(light=0.45, grain=0.02)


def garden(size: int, rng: np.random.Generator) -> Picture:
    """Flowers of many short dabs that circle around their hearts."""
    tone = Noise.of(rng, 6)
    left, top = scattered(rng, 16)
    hearts = np.column_stack([left, top, rng.uniform(0.08, 0.19, 16)])
    hues = rng.permutation(16) % 4
    petals = (
        ["#6d2e63", "#c8508f", "#f4a6c0", "#fff0ef"],
        ["#a83b0f", "#ee8a1d", "#ffc94a", "#fff3b8"],
        ["#22356f", "#4c6cc0", "#9bb8ea", "#eaf2ff"],
        ["#8c1226", "#d8394a", "#f58a7a", "#ffe2d4"],
    )

    def nearest(x: Map, y: Map) -> tuple[NDArray[np.intp], Map]:
        scaled = np.hypot(x[:, np.newaxis] - hearts[:, 0], y[:, np.newaxis] - hearts[:, 1]) / hearts[:, 2]
        return scaled.argmin(axis=1), scaled.min(axis=1)

    def angle(x: Map, y: Map) -> Map:
        which, _ = nearest(x, y)
        return np.asarray(np.arctan2(y - hearts[which, 1], x - hearts[which, 0]) + np.pi / 2 + 0.3)

    canvas = Canvas(size, (0.1, 0.22, 0.16), rng)
    for count, length, width in ((1500, 0.06, 0.02), (4200, 0.034, 0.0115)):
        x, y = scattered(rng, count)
        which, ring = nearest(x, y)
        leaf = mixed(["#0f2f22", "#1f5a38", "#4f8a3c", "#a7bd58"], np.clip(0.4 + 0.55 * tone(x, y), 0, 1))
        wavy = np.clip(0.5 + 0.34 * np.cos(7.5 * ring) + 0.2 * tone(x, y), 0, 1)
        bloom = np.choose(hues[which][:, np.newaxis], [mixed(stops, wavy) for stops in petals])
        heart = mixed(["#5a3a10", "#e0a82e"], rng.random(len(x)))
        colours = np.where((ring < 1)[:, np.newaxis], bloom, leaf)
        colours = np.where((ring < 0.2)[:, np.newaxis], heart, colours)
        canvas.strokes(traced(angle, x, y, length, 8), colours + rng.normal(0, 0.04, (len(x), 3)), width, bristles=4)
    return canvas.finished()


RECIPES: dict[str, Callable[[int, np.random.Generator], Picture]] = {
    "night": night,
    "poppies": poppies,
    "waves": waves,
    "embers": embers,
    "ribbons": ribbons,
    "ink": ink,
    "garden": garden,
}
