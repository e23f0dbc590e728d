"""The public sheets of a lesson as one file beside the notebook: ``<lesson>.cases.npz``. Arrays and JSON, no pickle.

The same sheets give the same bytes.
"""

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from striate.exercise import Case, Construct, Equal, Forbid
from striate.outcome import Lost, Outcome, Raised, Value
from striate.sheet import AnySheet, BreakSheet, FunctionSheet, QuestionSheet, Trial

FORMAT = 1


class CasesError(ValueError):
    """A cases file that cannot be read: missing, damaged, or written by another version."""


def write_cases(path: Path, sheets: Sequence[AnySheet]) -> None:
    """Write the sheets of one lesson. Raises ValueError if one holds a hidden case."""
    arrays: dict[str, np.ndarray] = {}
    index = {"format": FORMAT, "sheets": [_sheet_out(sheet, arrays) for sheet in sheets]}
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, index=np.frombuffer(text.encode(), np.uint8), **arrays)


def read_cases(path: Path) -> dict[str, AnySheet]:
    """The sheets in a cases file, by exercise. Raises CasesError, a sentence, if it cannot be read."""
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        index = json.loads(arrays.pop("index").tobytes())
        if index["format"] != FORMAT:
            raise CasesError(
                f"{path.name} was made by another version of striate: fetch notebook and cases together again."
            )
        return {sheet["name"]: _sheet_in(sheet, arrays) for sheet in index["sheets"]}
    except FileNotFoundError:
        raise CasesError(f"{path.name} is not beside the notebook: fetch it again.") from None
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile, EOFError) as error:
        if isinstance(error, CasesError):
            raise
        raise CasesError(f"{path.name} is damaged: fetch it again. ({type(error).__name__})") from None


def _sheet_out(sheet: AnySheet, arrays: dict[str, np.ndarray]) -> dict[str, Any]:
    common = {key: getattr(sheet, key) for key in ("kind", "lesson", "name", "points", "minutes", "hints")}
    key = f"{sheet.name}/"
    match sheet:
        case FunctionSheet():
            if not all(trial.public for trial in sheet.trials):
                raise ValueError(f"the sheet of {sheet.name} holds hidden cases; they must not be written")
            return common | {
                "parameters": sheet.parameters,
                "weights": dict(sheet.weights),
                "sentences": dict(sheet.sentences),
                "equal": asdict(sheet.equal),
                "rules": [asdict(rule) for rule in sheet.rules],
                "trials": [_trial_out(trial, arrays, f"{key}{n}/") for n, trial in enumerate(sheet.trials)],
            }
        case QuestionSheet():
            return common | {"salt": sheet.salt, "right": sheet.right, "wrong": dict(sheet.wrong)}
        case BreakSheet():
            return common | {
                "parameters": sheet.parameters,
                "domain": _out(sheet.domain, arrays, f"{key}domain"),
                "table": _out(sheet.table, arrays, f"{key}table"),
                "misses": _out(sheet.misses, arrays, f"{key}misses"),
            }


def _sheet_in(data: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> AnySheet:
    common = {key: data[key] for key in ("lesson", "name", "points", "minutes")} | {"hints": tuple(data["hints"])}
    match data["kind"]:
        case "function":
            return FunctionSheet(
                **common,
                parameters=tuple(data["parameters"]),
                weights=data["weights"],
                sentences=data["sentences"],
                equal=Equal(**data["equal"]),
                rules=tuple(Forbid(tuple(rule["names"]), rule["sentence"]) for rule in data["rules"]),
                trials=tuple(_trial_in(trial, arrays) for trial in data["trials"]),
            )
        case "question":
            return QuestionSheet(**common, salt=data["salt"], right=data["right"], wrong=data["wrong"])
        case "break it":
            parts = {key: _in(data[key], arrays) for key in ("domain", "table", "misses")}
            return BreakSheet(**common, parameters=tuple(data["parameters"]), **parts)
        case kind:
            raise CasesError(f"an exercise of the unknown kind {kind!r}")


def _trial_out(trial: Trial, arrays: dict[str, np.ndarray], key: str) -> dict[str, Any]:
    return {
        "property": trial.property,
        "args": _out(trial.case.args, arrays, f"{key}args"),
        "times": trial.case.times,
        "note": trial.case.note,
        "expected": _outcome_out(trial.expected, arrays, f"{key}expected"),
        "wrong": {
            name: _outcome_out(outcome, arrays, f"{key}wrong/{n}")
            for n, (name, outcome) in enumerate(trial.wrong.items())
        },
    }


def _trial_in(data: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Trial:
    case = Case(_in(data["args"], arrays), data["times"], data["note"])
    wrong = {name: _outcome_in(outcome, arrays) for name, outcome in data["wrong"].items()}
    return Trial(data["property"], case, _outcome_in(data["expected"], arrays), wrong, public=True)


def _outcome_out(outcome: Outcome, arrays: dict[str, np.ndarray], key: str) -> dict[str, Any]:
    match outcome:
        case Value(value):
            return {"value": _out(value, arrays, key)}
        case Raised(kinds):
            return {"raised": kinds}  # its message is the reference's: it may say too much
        case Lost(reason):
            return {"lost": reason}


def _outcome_in(data: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Outcome:
    if "value" in data:
        return Value(_in(data["value"], arrays))
    return Raised(tuple(data["raised"])) if "raised" in data else Lost(data["lost"])


def _out(value: Any, arrays: dict[str, np.ndarray], key: str) -> Any:
    """A value as JSON, its arrays put into ``arrays`` under names that begin with ``key``."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float) and not isinstance(value, np.generic):
        return {"float": repr(value)}
    if isinstance(value, (np.ndarray, np.generic)):
        array = np.asarray(value)
        if array.dtype.kind not in "biufcUS":
            raise ValueError(f"{key}: an array of {array.dtype} cannot be stored without pickle")
        arrays[key] = array
        return {"array": key} if isinstance(value, np.ndarray) else {"scalar": key}
    if isinstance(value, (list, tuple)):
        kind = "list" if isinstance(value, list) else "tuple"
        return {kind: [_out(item, arrays, f"{key}/{n}") for n, item in enumerate(value)]}
    if isinstance(value, dict):
        pairs = enumerate(value.items())
        return {"dict": [[_out(k, arrays, f"{key}/{n}k"), _out(v, arrays, f"{key}/{n}")] for n, (k, v) in pairs]}
    if isinstance(value, Construct):
        return {"construct": value.name, "args": _out(value.args, arrays, key)}
    raise ValueError(f"{key}: a value of type {type(value).__name__} cannot be stored")


def _in(data: Any, arrays: Mapping[str, np.ndarray]) -> Any:
    if not isinstance(data, dict):
        return data
    kind, content = next(iter(data.items()))
    match kind:
        case "float":
            return float(content)
        case "array":
            return arrays[content]
        case "scalar":
            return arrays[content][()]
        case "list":
            return [_in(item, arrays) for item in content]
        case "tuple":
            return tuple(_in(item, arrays) for item in content)
        case "dict":
            return {_in(k, arrays): _in(v, arrays) for k, v in content}
        case "construct":
            return Construct(content, _in(data["args"], arrays))
    raise CasesError(f"a value of the unknown kind {kind!r}")
