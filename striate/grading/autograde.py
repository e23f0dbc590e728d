"""A whole class, judged in parallel and brought into the gradebook by one writer.

Each worker is a thread with a judge of its own. What one submission does, or what goes wrong in our own code over it,
stops nobody else: it is named at the end. Whoever starts it again goes on where it stopped.
"""

import contextlib
import os
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence

from striate.course import Course
from striate.grading.classroom import Classroom, Handed
from striate.grading.clerk import Clerk, Job, Progress, Result, Summary
from striate.grading.gradebook import Gradebook, only_writer
from striate.grading.judging import Judge
from striate.grading.marking import Terms, mark, shown
from striate.grading.source import SourceNotebook
from striate.grading.store import Store
from striate.modules import CourseError
from striate.sandbox import IsolationUnavailable

# Seconds that workers have for the submission they are at, once a run ends early.
_FAREWELL = 10.0
# What is wrong with the course or the machine is wrong for every submission: the run ends with it.
_OF_EVERYBODY = (CourseError, IsolationUnavailable)


def autograde(
    course: Course,
    week: str,
    *,
    students: Sequence[str] | None = None,
    workers: int | None = None,
    isolation: str = "bubblewrap",
    seed: int = 0,
    force: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Grade what was handed in for a week, and write it into the gradebook.

    Parameters
    ----------
    students : only these; everybody unless given.
    workers : how many submissions are judged at a time; as many as there are processors unless given.
    force : judge again what has not changed since it was judged.
    progress : called in this thread after each notebook.

    Raises
    ------
    CourseError
        The week, its lessons, its notebooks or its gradebook are not in order, or nothing was handed in.
    IsolationUnavailable
        The isolation asked for is not to be had on this machine.
    """
    started = time.monotonic()
    classroom = Classroom(course.root)
    lessons = {lesson.name: lesson for lesson in course.lessons(week)}
    collected = classroom.collect(week, tuple(lessons), students)
    terms = Terms.on_this_machine(list(lessons.values()), seed, isolation)
    job = Job(course, week, lessons, Store(classroom.results), terms, isolation, force)
    exercises = {name: SourceNotebook.read(lesson).exercises for name, lesson in lessons.items()}
    found = [handed for handed in collected if handed.path is not None or handed.refused]
    with only_writer(classroom), _Workers(job, found, workers or os.cpu_count() or 1) as pool:
        # nbgrader takes a second to import: the first submissions are judged meanwhile.
        with Gradebook(course.root, week, exercises) as gradebook:
            clerk = Clerk(job, classroom, gradebook, collected, progress)
            for result in pool.results():
                clerk.take(result)
        return clerk.summary(week, time.monotonic() - started)


class _Workers:
    """Threads that judge, each with its own judge. A bounded queue keeps them from running far ahead of the writer."""

    def __init__(self, job: Job, tasks: Sequence[Handed], count: int) -> None:
        self._job = job
        self._total = len(tasks)
        self._tasks = iter(tasks)
        self._next = threading.Lock()
        self._done: queue.Queue[Result] = queue.Queue(maxsize=8 * count)
        self._stopped = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, name=f"judge-{number}", daemon=True)
            for number in range(1, min(count, max(1, self._total)) + 1)
        ]

    def __enter__(self) -> "_Workers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        deadline = time.monotonic() + _FAREWELL
        while any(thread.is_alive() for thread in self._threads) and time.monotonic() < deadline:
            with contextlib.suppress(queue.Empty):
                self._done.get(timeout=0.05)

    def results(self) -> Iterator[Result]:
        """Each result as it comes. What concerns every submission alike is raised, and ends the run."""
        for _ in range(self._total):
            result = self._done.get()
            if isinstance(result.error, _OF_EVERYBODY):
                raise result.error
            yield result

    def _work(self) -> None:
        with contextlib.ExitStack() as kept:
            judge: Judge | None = None
            while (handed := self._take()) is not None:
                for last_try in (False, True):
                    try:
                        if judge is None:
                            judge = kept.enter_context(self._judge())
                        result = self._judged(judge, handed)
                        break
                    except BaseException as error:  # a thread that died would leave the writer waiting for ever
                        result = Result(handed, error=error)
                        # The sandbox may be at fault, or left in a bad state: the second try has a new one.
                        judge = None
                        with contextlib.suppress(Exception):
                            kept.close()
                        if last_try or isinstance(error, _OF_EVERYBODY):
                            break
                self._done.put(result)

    def _take(self) -> Handed | None:
        with self._next:
            return None if self._stopped.is_set() else next(self._tasks, None)

    def _judge(self) -> Judge:
        return Judge(self._job.course, seed=self._job.terms.seed, isolation=self._job.isolation)

    def _judged(self, judge: Judge, handed: Handed) -> Result:
        job = self._job
        lesson = job.lessons[handed.lesson]
        marked = mark(judge, lesson, handed, job.store, job.terms, force=job.force)
        return Result(handed, marked, shown(marked, lesson) if marked.fresh else None)
