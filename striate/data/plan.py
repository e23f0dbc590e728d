"""What canvases are made by, and what may not be asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from striate.data.things import KINDS, SINGULAR, Kind, Source


@dataclass(frozen=True)
class Plan:
    """What every canvas of a set is made by."""

    sources: tuple[Source, ...]
    choices: tuple[tuple[int, int], ...]
    mixed: bool
    size: int
    number: tuple[int, int]
    sides: tuple[int, int]
    empty: float
    overlap: float
    covered: float
    beyond: float
    clutter: int
    noise: float
    colour: bool


def chosen_classes(
    sources: tuple[Source, ...], kinds: tuple[Kind, ...], classes: Sequence[int | str] | None
) -> tuple[tuple[tuple[int, int], ...], tuple[str, ...]]:
    """For each label the source and the class in it (-1: any), and the names."""
    if len(kinds) > 1:
        if classes is not None:
            raise ValueError("classes chooses among those of one kind; with several kinds the labels are the kinds.")
        return tuple((kind, -1) for kind in range(len(kinds))), tuple(SINGULAR[kind] for kind in kinds)
    names = sources[0].names
    wanted = range(len(names)) if classes is None else classes
    numbers = [names.index(name) if isinstance(name, str) and name in names else name for name in wanted]
    for number in numbers:
        if isinstance(number, str) or not 0 <= number < len(names):
            raise ValueError(f"{kinds[0]} have no class {number!r}; the classes are {', '.join(names)}.")
    if not numbers or len(set(numbers)) != len(numbers):
        raise ValueError(f"classes names at least one class and each one once; you gave {classes!r}.")
    whole = [int(number) for number in numbers]
    return tuple((0, number) for number in whole), tuple(names[number] for number in whole)


def check(count: int, seed: int, kinds: tuple[Any, ...], part: Any, plan: Plan) -> None:
    """Refuse what cannot be made, in a sentence."""
    for kind in kinds:
        if kind not in KINDS:
            raise ValueError(f"things are {', '.join(KINDS)}, or a tuple of these; you gave {kind!r}.")
    if not kinds or len(set(kinds)) != len(kinds):
        raise ValueError("things names at least one kind, and each kind once.")
    if part not in ("train", "test"):
        raise ValueError(f'part is "train" or "test"; you gave {part!r}.')
    if count < 0 or seed < 0:
        raise ValueError(f"count and seed are not negative; you gave {count} and {seed}.")
    if not 1 <= plan.number[0] <= plan.number[1]:
        raise ValueError(
            f"A canvas has from least to most things, at least 1; you gave least={plan.number[0]} and "
            f"most={plan.number[1]}. Empty canvases come by empty=."
        )
    if not 4 <= plan.sides[0] <= plan.sides[1] <= plan.size:
        raise ValueError(
            f"sides are the shortest and the longest side of a thing, from 4 to the {plan.size} pixels of the canvas; "
            f"you gave {plan.sides}."
        )
    for name in ("empty", "overlap", "covered"):
        if not 0 <= getattr(plan, name) <= 1:
            raise ValueError(f"{name} is from 0 to 1; you gave {getattr(plan, name)}.")
    if not 0 <= plan.beyond < 1:
        raise ValueError(f"beyond is from 0 to less than 1; you gave {plan.beyond}.")
    if plan.clutter < 0 or plan.noise < 0:
        raise ValueError(f"clutter and noise are not negative; you gave {plan.clutter} and {plan.noise}.")
