"""From a lesson text to the student's notebook, public cases and solved notebook; and the proof of its grader."""
