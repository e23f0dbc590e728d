"""A class of made-up submissions for the demonstration: right, wrong, half-finished, broken, endless and hostile.

Everything is derived from a week's lessons: right answers are the graders' alternatives, wrong ones their
misconceptions and mutants of the references. The students are numbers.
"""

import copy
import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from striate.course import Lesson
from striate.exercise import Exercise
from striate.grading.demo_answers import Texts, right_answers
from striate.lesson.answers import answer_text
from striate.lesson.mutants import mutants

Notebook = dict[str, Any]


@dataclass(frozen=True)
class Pupil:
    """One submission of the demonstration: whose, of which kind, and what is particular about it."""

    student: str
    kind: str
    note: str


def write_class(lessons: Sequence[Lesson], folder: Path, *, hostile: bool = True) -> list[Pupil]:
    """Write a class's submissions of one week below ``folder`` (``<student>/<week>/<lesson>.ipynb``).

    Without ``hostile``, what needs an isolated sandbox to be graded safely is left out.
    """
    sources = {lesson.name: json.loads(lesson.notebook_path.read_text(encoding="utf-8")) for lesson in lessons}
    pupils: list[Pupil] = []
    for kind, note, files in _class(lessons, sources, hostile):
        student = f"student-{len(pupils) + 1:02d}"
        place = folder / student / lessons[0].week
        place.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (place / name).write_bytes(content)
        pupils.append(Pupil(student, kind, note))
    return pupils


Entry = tuple[str, str, Mapping[str, bytes]]


def _class(lessons: Sequence[Lesson], sources: Mapping[str, Notebook], hostile: bool) -> Iterator[Entry]:
    def files(change: Callable[[Lesson, Texts], None] = lambda _lesson, _texts: None, way: int = 0) -> dict[str, bytes]:
        out = {}
        for lesson in lessons:
            texts = right_answers(lesson, way)
            change(lesson, texts)
            out[f"{lesson.name}.ipynb"] = _bytes(filled(sources[lesson.name], texts))
        return out

    for way in range(6):
        yield "right", f"way {way + 1} of writing it", files(way=way)
    yield from _known_mistakes(lessons, files)
    yield from _unknown_mistakes(lessons, files)
    yield from _half_finished(lessons, sources, files)
    yield from _broken(lessons, files)
    if hostile:
        yield from _endless(files)
        yield from _hostile(files)


Files = Callable[..., dict[str, bytes]]


def _known_mistakes(lessons: Sequence[Lesson], files: Files) -> Iterator[Entry]:
    """Every second student shares a mistake with an earlier one, so that some are met more often than others."""
    pairs = [
        (lesson.name, exercise, wrong)
        for lesson in lessons
        for exercise in lesson.exercises
        if isinstance(exercise, Exercise)
        for wrong in exercise.misconceptions[:2]
    ]
    for number in range(14):
        chosen = [pairs[(number // 2 * 5) % len(pairs)], pairs[(number * 3 + 1) % len(pairs)]]

        def change(lesson: Lesson, texts: Texts, chosen: Any = chosen) -> None:
            for name, exercise, wrong in chosen:
                if name == lesson.name:
                    texts[exercise.name] = answer_text(wrong.function, exercise.name)

        yield "known mistakes", "; ".join(f"{e.name}: {w.name}" for _, e, w in chosen), files(change, number)


def _unknown_mistakes(lessons: Sequence[Lesson], files: Files) -> Iterator[Entry]:
    exercises = [(lesson, e) for lesson in lessons for e in lesson.exercises if isinstance(e, Exercise)]
    for number, (lesson, exercise) in enumerate(exercises[:: max(1, len(exercises) // 5)][:5]):
        right = answer_text(exercise.target, exercise.name)
        made = [m for m in mutants(exercise.target, lesson.solutions) if m.was in right and m.line != "pass"]
        mutant = made[(7 * number) % len(made)]
        text = right.replace(mutant.was, mutant.line, 1)

        def change(
            here: Lesson, texts: Texts, lesson: Lesson = lesson, name: str = exercise.name, text: str = text
        ) -> None:
            if here.name == lesson.name:
                texts[name] = text

        yield "unknown mistakes", f"{exercise.name}: {mutant.line}", files(change, number)


def _half_finished(lessons: Sequence[Lesson], sources: Mapping[str, Notebook], files: Files) -> Iterator[Entry]:
    for share in (0.3, 0.5, 0.8):

        def change(lesson: Lesson, texts: Texts, share: float = share) -> None:
            for exercise in lesson.exercises[int(share * len(lesson.exercises)) :]:
                texts.pop(exercise.name)

        yield "half-finished", f"the first {share:.0%} of each lesson", files(change)
    yield "half-finished", "the first lesson alone", dict(itertools.islice(files().items(), 1))
    blank = {f"{name}.ipynb": _bytes(source) for name, source in sources.items()}
    yield "half-finished", "handed in as it was handed out", blank
    first = dict(itertools.islice(blank.items(), 1))
    yield (
        "half-finished",
        "a check cell marked as a solution, nothing written",
        {name: content.replace(b'"solution": false', b'"solution": true') for name, content in first.items()},
    )


def _broken(lessons: Sequence[Lesson], files: Files) -> Iterator[Entry]:
    right = files()
    first = f"{lessons[0].name}.ipynb"
    some = next(e.name for e in lessons[0].exercises if isinstance(e, Exercise))

    def with_first(content: bytes) -> dict[str, bytes]:
        return right | {first: content}

    def edited(edit: Callable[[Notebook], None]) -> dict[str, bytes]:
        notebook = json.loads(right[first])
        edit(notebook)
        return with_first(_bytes(notebook))

    def cell(notebook: Notebook, name: str) -> dict[str, Any]:
        found: dict[str, Any] = next(
            c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == name
        )
        return found

    def no_metadata(notebook: Notebook) -> None:
        notebook["metadata"] = {}
        for each in notebook["cells"]:
            each["metadata"] = {}

    yield "broken", "an empty file", with_first(b"")
    yield "broken", "cut off in the middle", with_first(right[first][: len(right[first]) // 2])
    yield (
        "broken",
        "marks of a merge conflict",
        with_first(b"<<<<<<< HEAD\n" + right[first] + b"=======\n>>>>>>> theirs\n"),
    )
    yield "broken", "all metadata gone", edited(no_metadata)
    yield (
        "broken",
        f"a syntax error in {some}",
        edited(lambda n: cell(n, some).update(source=f"def {some}(:\n    pass")),
    )
    yield "broken", f"the cell of {some} deleted", edited(lambda n: n["cells"].remove(cell(n, some)))
    yield "broken", f"the cell of {some} twice", edited(lambda n: n["cells"].append(copy.deepcopy(cell(n, some))))
    yield "broken", f"the cell of {some} turned into text", edited(lambda n: cell(n, some).update(cell_type="markdown"))
    yield "broken", "under another name", {f"copy of {name}": content for name, content in right.items()}


def _endless(files: Files) -> Iterator[Entry]:
    def loops(lesson: Lesson, texts: Texts) -> None:
        name = _first_function(lesson)
        texts[name] = f"def {name}(*args):\n    while True:\n        pass"

    def loops_outside(lesson: Lesson, texts: Texts) -> None:
        name = _first_function(lesson)
        texts[name] += "\nwhile True:\n    pass"

    yield "endless", "a loop in one function never ends", files(loops)
    yield "endless", "a loop outside of any function never ends", files(loops_outside)


_ATTACKS = {
    "ends the process": "import os\ndef {name}(*args):\n    os._exit(0)",
    "looks for the reference": (
        "import sys\nfrom pathlib import Path\ndef {name}(*args):\n"
        "    sys.path[:0] = [str(p.parent) for p in Path('/').glob('*/solutions')]\n"
        "    import solutions\n    return 0"
    ),
    "equals everything": (
        "class Anything:\n    def __eq__(self, other):\n        return True\n"
        "    def __array__(self, *args, **kwargs):\n        return np.zeros(1)\n"
        "def {name}(*args):\n    return Anything()"
    ),
    "turns off NumPy's comparison": (
        "np.allclose = np.array_equal = lambda *args, **kwargs: True\ndef {name}(*args):\n    return 0"
    ),
    "prints a forged score": "print('1.0')\ndef {name}(*args):\n    print('score: 1.0')\n    return 0",
    "writes markup into its error": (
        "def {name}(*args):\n    raise ValueError('<img src=x onerror=alert(1)><script>alert(1)</script>')"
    ),
    "asks for all the memory": "def {name}(*args):\n    return np.ones((1 << 34,))",
}


def _hostile(files: Files) -> Iterator[Entry]:
    for note, text in _ATTACKS.items():

        def change(lesson: Lesson, texts: Texts, text: str = text) -> None:
            name = _first_function(lesson)
            texts[name] = text.replace("{name}", name)

        yield "hostile", note, files(change)


def _first_function(lesson: Lesson) -> str:
    return next(exercise.name for exercise in lesson.exercises if isinstance(exercise, Exercise))


def filled(notebook: Notebook, texts: Mapping[str, str]) -> Notebook:
    """A copy of a student notebook with ``texts`` in its solution cells, by grade_id."""
    made = copy.deepcopy(notebook)
    for cell in made["cells"]:
        about = cell["metadata"].get("nbgrader", {})
        if about.get("solution") and about["grade_id"] in texts:
            cell["source"] = texts[about["grade_id"]]
    return made


def _bytes(notebook: Notebook) -> bytes:
    return json.dumps(notebook, ensure_ascii=False, indent=1).encode()
