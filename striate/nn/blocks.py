"""How layers are put together: one after another, with a shortcut, or side by side. Blocks hold blocks."""

from collections import Counter
from dataclasses import dataclass, field
from typing import ClassVar

from striate.nn.joins import Addition, Concatenation
from striate.nn.layer import Join, Layer

__all__ = ["Block", "Branches", "Node", "Part", "Plan", "Sequence", "Shortcut"]


@dataclass(frozen=True)
class Node:
    """One operation of a network: its name, what it does, and the names of the activations that it reads."""

    name: str
    operation: Layer | Join
    inputs: tuple[str, ...]


@dataclass
class Plan:
    """A network laid flat: its nodes, each after those that it reads, and which activation every name stands for."""

    nodes: list[Node] = field(default_factory=list)
    outputs: dict[str, str] = field(default_factory=lambda: {"input": "input"})

    def add(self, name: str, operation: Layer | Join, inputs: tuple[str, ...]) -> str:
        """One more node; its name is also that of its activation."""
        if name in self.outputs:
            raise ValueError(f"Two parts of the network are called {name!r}.")
        self.nodes.append(Node(name, operation, inputs))
        self.outputs[name] = name
        return name


class Block:
    """Parts under one name: given with names of their own (``conv1=Convolution(...)``), or numbered by kind.

    A part called ``squeeze`` in a block called ``fire2`` is ``fire2/squeeze`` in the network, and ``fire2`` stands for
    what the block gives.
    """

    kind: ClassVar[str] = "block"

    def __init__(self, *parts: "Part", **named: "Part") -> None:
        count: Counter[str] = Counter()
        self.parts: dict[str, Part] = {}
        for part in parts:
            count[part.kind] += 1
            self.parts[f"{part.kind}{count[part.kind]}"] = part
        if both := self.parts.keys() & named.keys():
            raise ValueError(f"{min(both)!r} is the name of a numbered part; choose another for yours.")
        self.parts |= named

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={part!r}' for name, part in self.parts.items())})"

    def wire(self, plan: Plan, name: str, source: str) -> str:
        """Add the block's nodes, reading ``source``, to the plan. Returns the name of the activation it ends with."""
        raise NotImplementedError


class Sequence(Block):
    """One part after another. Without parts it hands on what it is given."""

    kind: ClassVar[str] = "sequence"

    def wire(self, plan: Plan, name: str, source: str) -> str:
        for part_name, part in self.parts.items():
            source = _wired(plan, _path(name, part_name), part, source)
        return source


class Shortcut(Sequence):
    """A residual block: what comes in is added to what the parts, one after another, make of it.

    Where these change the shape, ``skip`` brings the input to the same: a 1×1 convolution, say.
    """

    kind: ClassVar[str] = "shortcut"

    def __init__(self, *parts: "Part", skip: "Part | None" = None, **named: "Part") -> None:
        super().__init__(*parts, **named)
        self.skip = skip

    def wire(self, plan: Plan, name: str, source: str) -> str:
        body = super().wire(plan, name, source)
        skip = source if self.skip is None else _wired(plan, _path(name, "skip"), self.skip, source)
        return plan.add(name or "add", Addition(), (body, skip))


class Branches(Block):
    """Parts side by side, all reading the same; what they give is concatenated along the channels, in their order."""

    kind: ClassVar[str] = "branches"

    def wire(self, plan: Plan, name: str, source: str) -> str:
        ends = [_wired(plan, _path(name, part_name), part, source) for part_name, part in self.parts.items()]
        return plan.add(name or "concat", Concatenation(), tuple(ends))


Part = Layer | Block


def _wired(plan: Plan, name: str, part: Part, source: str) -> str:
    if isinstance(part, Layer):
        return plan.add(name, part, (source,))
    output = part.wire(plan, name, source)
    if plan.outputs.setdefault(name, output) != output:
        raise ValueError(f"Two parts of the network are called {name!r}.")
    return output


def _path(block: str, part: str) -> str:
    return f"{block}/{part}" if block else part
