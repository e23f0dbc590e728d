"""The table of a network, against the corrected one of the notes."""

from striate.nn import Convolution, Dense, Flatten, MaxPooling, Network, ReLU, Sequence, summary

BODY = Sequence(
    conv1=Convolution(5, 8),
    relu1=ReLU(),
    pool1=MaxPooling(2),
    conv2=Convolution(5, 16),
    relu2=ReLU(),
    pool2=MaxPooling(2),
    flatten=Flatten(),
    fc3=Dense(120),
    fc4=Dense(84),
    softmax=Dense(10),
)


def test_sizes_parameters_and_multiplications_are_those_of_the_notes() -> None:
    table = summary(Network(BODY, (32, 32, 3)))
    rows = {row.name: row for row in table.rows}
    assert rows["input"].size == 3072
    assert [rows[name].size for name in ("conv1", "pool1", "conv2", "pool2")] == [6272, 1568, 1600, 400]
    assert [rows[n].parameters for n in ("conv1", "conv2", "fc3", "fc4", "softmax")] == [608, 3216, 48120, 10164, 850]
    assert rows["conv1"].multiplications == 28 * 28 * 8 * 5 * 5 * 3
    assert table.parameters == 608 + 3216 + 48120 + 10164 + 850


def test_the_table_can_be_read_as_text_and_shown_in_a_notebook() -> None:
    table = summary(Network(BODY, (32, 32, 3)))
    lines = str(table).splitlines()
    assert lines[0].split() == ["name", "operation", "shape", "size", "parameters", "multiplications"]
    assert "28 × 28 × 8" in lines[3]
    assert "62,958" in lines[-1]
    assert len({len(line) for line in lines if line.endswith(tuple("0123456789"))}) == 1
    assert table._repr_html_().count("<tr>") == len(table.rows) + 2
