"""What isolation this machine offers, and in plain words what is missing for more."""

from dataclasses import dataclass

from . import bubblewrap, seccomp
from .errors import IsolationUnavailable
from .inside import layers


@dataclass(frozen=True)
class Isolation:
    """``level`` is what `Sandbox.isolation` will say; ``reasons`` are sentences, one for each layer that is missing."""

    level: str
    reasons: tuple[str, ...]

    @property
    def available(self) -> bool:
        return self.level != "none"


def probe() -> Isolation:
    """Try each layer. Takes some hundredths of a second."""
    try:
        bubblewrap.find()
    except IsolationUnavailable as error:
        return Isolation("none", (str(error),))
    reasons = []
    version = layers.landlock_version()
    if not version:
        reasons.append(
            "This kernel has no Landlock (Linux 5.13 and later have it); submissions share one scratch system."
        )
    filtered = seccomp.compiled_filter() is not None
    if not filtered:
        reasons.append("System calls are not filtered, because libseccomp or pyseccomp is not installed.")
    return Isolation(level_name("bubblewrap", version, filtered), tuple(reasons))


def level_name(base: str, landlock: int, filtered: bool) -> str:
    """Layers in force, joined by plus signs; "none" if there are none."""
    if base == "none":
        return "none"
    return "+".join([base, *(["landlock"] if landlock else []), *(["seccomp"] if filtered else [])])
