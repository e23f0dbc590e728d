"""A network as a table: what each layer gives, and what it costs."""

from dataclasses import dataclass
from html import escape
from math import prod

from striate.nn.layer import Layer, Shape
from striate.nn.network import Network

__all__ = ["Row", "Summary", "summary"]

HEADINGS = ("name", "operation", "shape", "size", "parameters", "multiplications")
WORDS = 3  # so many columns are words; the others are numbers


@dataclass(frozen=True)
class Row:
    """One layer.

    Attributes
    ----------
    shape : of its activation for one example. size : how many numbers that is.
    parameters : how many numbers it keeps; running averages included.
    multiplications : by weights, for one example.
    """

    name: str
    operation: str
    shape: Shape
    size: int
    parameters: int
    multiplications: int

    def cells(self) -> tuple[str, ...]:
        """The row as text."""
        numbers = (f"{n:,}" for n in (self.size, self.parameters, self.multiplications))
        return self.name, self.operation, " × ".join(map(str, self.shape)), *numbers


@dataclass(frozen=True)
class Summary:
    """The rows, with totals; it prints as a table, and shows as one in a notebook."""

    rows: tuple[Row, ...]

    @property
    def parameters(self) -> int:
        """Of the whole network."""
        return sum(row.parameters for row in self.rows)

    @property
    def multiplications(self) -> int:
        """Of the whole network, for one example."""
        return sum(row.multiplications for row in self.rows)

    def _lines(self) -> list[tuple[str, ...]]:
        total = ("total", "", "", "", f"{self.parameters:,}", f"{self.multiplications:,}")
        return [HEADINGS, *(row.cells() for row in self.rows), total]

    def __str__(self) -> str:
        lines = self._lines()
        columns = [
            [cell.ljust(width) if column < WORDS else cell.rjust(width) for cell in cells]
            for column, cells in enumerate(zip(*lines, strict=True))
            for width in [max(map(len, cells))]
        ]
        head, *body, total = ("  ".join(cells).rstrip() for cells in zip(*columns, strict=True))
        rule = "─" * len(head)
        return "\n".join([head, rule, *body, rule, total])

    def _repr_html_(self) -> str:
        def row(cells: tuple[str, ...], tag: str) -> str:
            sides = ["left"] * WORDS + ["right"] * (len(cells) - WORDS)
            return "".join(
                f'<{tag} style="text-align: {side}">{escape(cell)}</{tag}>'
                for cell, side in zip(cells, sides, strict=True)
            )

        head, *body = self._lines()
        lines = "".join(f"<tr>{row(cells, 'td')}</tr>" for cells in body)
        return f"<table><thead><tr>{row(head, 'th')}</tr></thead><tbody>{lines}</tbody></table>"


def summary(network: Network) -> Summary:
    """What each layer of a network gives and costs, for one example of its ``input_shape``.

    Examples
    --------
    >>> from striate.nn import Dense, Flatten, Network, Sequence
    >>> summary(Network(Sequence(Flatten(), Dense(10)), (8, 8, 1))).parameters
    650
    """
    shapes = network.parameter_shapes()
    sizes: dict[str, int] = {}
    for name, shape in shapes.items():
        layer = name.rpartition("/")[0]
        sizes[layer] = sizes.get(layer, 0) + prod(shape)
    rows = [Row("input", "", network.input_shape, prod(network.input_shape), 0, 0)]
    for node in network.nodes:
        shape, operation = network.shapes[node.name], node.operation
        source = network.shapes[node.inputs[0]]
        multiplications = operation.multiplications(source) if isinstance(operation, Layer) else 0
        rows.append(Row(node.name, str(operation), shape, prod(shape), sizes.get(node.name, 0), multiplications))
    return Summary(tuple(rows))
