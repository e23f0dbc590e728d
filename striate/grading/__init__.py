"""From a submission to a score, and on into the gradebook, feedback and the report on the class."""

import sys

# nbformat imports jsonschema, which builds a grammar of international web addresses if it can: well over a second at
# every start, for a check that no notebook needs. Told that the parser is not there, it leaves the check out.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
