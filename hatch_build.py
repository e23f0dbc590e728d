"""Puts the data and the notebooks into a wheel. An editable install finds them where they lie, and gets no copies."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CarryData(BuildHookInterface):
    """Hatchling's own ``force-include`` would copy them into an editable install too."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "editable":
            build_data["force_include"] |= {"datasets": "striate/_datasets", "notebooks": "striate/_notebooks"}
