"""nbgrader's settings for this course. Its folders are those of striate.grading.classroom: a test holds them together.

Add your own below: a course_id, a plugin for late submissions, another db_url. `nbgrader` and `striate` follow them.
"""

import os
import sys
from pathlib import Path

root = Path(__file__).resolve().parent
(root / "classroom").mkdir(exist_ok=True)  # SQLite makes the gradebook, but not the folder that it is in
# nbgrader starts alembic by name: let it be found where this Python's other programs are.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])

c = get_config()  # noqa: F821 - nbgrader defines it

c.CourseDirectory.root = str(root)
c.CourseDirectory.source_directory = "notebooks"
c.CourseDirectory.release_directory = "classroom/release"
c.CourseDirectory.submitted_directory = "classroom/submitted"
c.CourseDirectory.autograded_directory = "classroom/autograded"
c.CourseDirectory.feedback_directory = "classroom/feedback"
c.CourseDirectory.solution_directory = "classroom/solution"
c.CourseDirectory.source_with_tests_directory = "classroom/source_with_tests"
c.CourseDirectory.db_url = f"sqlite:///{root / 'classroom' / 'gradebook.db'}"

# The notebooks are built without solutions: clearing them would take the stubs' signatures and docstrings away.
c.ClearSolutions.enabled = False

# The judge takes the texts of a student's answers and scores them in a sandbox. No submission runs in a kernel here.
c.Autograde.sanitize_preprocessors = ["striate.grading.nbgrader_plugin.JudgeSubmission"]
c.Autograde.autograde_preprocessors = [
    "striate.grading.nbgrader_plugin.RefuseUnscored",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
