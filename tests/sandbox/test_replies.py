"""What cells and calls come to: values, exceptions, and the named ways of being lost, each costing itself alone."""

import numpy as np
import pytest

from striate.sandbox import Cell, CodecError, Construct, Lost, Raised, Returned, Sandbox
from tests.sandbox.conftest import Student


def test_a_function_returns_its_value(student: Student) -> None:
    reply = student.call("def f(x, y):\n    print('adding')\n    return x + y", np.arange(3), 0.5)
    assert isinstance(reply, Returned)
    assert reply.value.tolist() == [0.5, 1.5, 2.5]
    assert reply.output == "adding\n"
    assert not reply.changed


def test_a_variable_has_its_value(student: Student) -> None:
    assert student.value("x = (1, 'two', None)") == Returned((1, "two", None))


@pytest.mark.parametrize("value", ["np.float32(2)", "[1, (2.0, {'a': b'c'})]", "np.array(['a', 'bc'])", "float('nan')"])
def test_plain_values_come_back_as_they_are(student: Student, value: str) -> None:
    reply = student.value(f"x = {value}")
    assert isinstance(reply, Returned)
    assert repr(reply.value) == repr(eval(value, {"np": np}))


def test_an_exception_is_named_with_its_bases_message_and_place(student: Student) -> None:
    with student.session(
        "\n\ndef f(x):\n    x = g(x)\n    return x", "def g(x):\n    raise KeyError('lost')"
    ) as session:
        assert session.call("f", [1]) == Raised(
            ("KeyError", "LookupError", "Exception", "BaseException"), "'lost'", 2, "cell 1"
        )
        reply = session.call("f", [])
        assert isinstance(reply, Raised)
        assert "missing 1 required positional argument" in reply.message


def test_lines_are_counted_as_in_the_notebook(student: Student) -> None:
    reply = student.call("\n\n\ndef f():\n    1 / 0")
    assert isinstance(reply, Raised)
    assert (reply.cell, reply.line) == ("cell 0", 5)


def test_a_broken_cell_costs_itself_alone(student: Student) -> None:
    with student.session(
        "def f():\n    return 1", "x = 1\n1 / 0\n", "def g(:\n    pass", "y = 2\x00", "z = 3"
    ) as session:
        reports = session.reports[1:]
        assert [report.ok for report in reports] == [True, False, False, False, True]
        assert [report.error for report in reports[1:3]] == ["ZeroDivisionError", "SyntaxError"]
        assert [report.line for report in reports[1:3]] == [2, 1]
        assert "<cell" not in reports[2].message
        assert session.value("x") == Returned(1)
        assert session.value("z") == Returned(3)
        assert session.call("f") == Returned(1)


def test_a_stub_raises_what_it_raises(student: Student) -> None:
    reply = student.call("def f():\n    raise NotImplementedError('Write f.')")
    assert isinstance(reply, Raised)
    assert reply.kinds[0] == "NotImplementedError"


@pytest.mark.parametrize(
    ("source", "detail"), [("", ""), ("f = 3", "int"), ("f = None", "NoneType"), ("del np", ""), ("def f(", "")]
)
def test_a_missing_function_is_missing(student: Student, source: str, detail: str) -> None:
    assert student.call(source) == Lost("missing", detail)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("(n for n in range(3))", "generator"),
        ("f", "function"),
        ("object()", "object"),
        ("np.array([f])", "array of object"),
        ("[1, {2, 3}]", "set"),
        ("...", "ellipsis"),
    ],
)
def test_a_value_without_plain_form_is_not_plain(student: Student, value: str, name: str) -> None:
    assert student.call(f"def f():\n    return {value}") == Lost("not plain", name)


def test_none_is_a_value(student: Student) -> None:
    assert student.call("def f():\n    pass") == Returned(None)


def test_a_huge_value_is_too_large(student: Student) -> None:
    for value in ("np.zeros(10**7)", "np.broadcast_to(0.0, (10**6, 10**6))", "[0] * 10**6", "'x' * 10**8"):
        reply = student.call(f"def f():\n    return {value}")
        assert isinstance(reply, Lost)
        assert reply.reason == "too large"


def test_a_value_that_holds_itself_is_too_large(student: Student) -> None:
    reply = student.call("def f():\n    x = []\n    x.append(x)\n    return x")
    assert reply == Lost("too large", "the value is nested too deeply")


def test_called_twice_it_gets_the_same_objects(student: Student) -> None:
    source = "seen = []\ndef f(x):\n    x += 1\n    seen.append(id(x))\n    return x, len(set(seen))"
    reply = student.call(source, np.zeros(2), times=2)
    assert isinstance(reply, Returned)
    assert reply.value[0].tolist() == [2, 2]
    assert reply.value[1] == 1
    assert reply.changed


def test_every_call_gets_arguments_of_its_own(student: Student) -> None:
    argument = np.zeros(2)
    with student.session("def f(x):\n    x += 1\n    return x") as session:
        for _ in range(2):
            reply = session.call("f", [argument])
            assert isinstance(reply, Returned)
            assert reply.value.tolist() == [1, 1]
    assert argument.tolist() == [0, 0]


def test_arguments_without_plain_form_are_built_inside(student: Student) -> None:
    array = np.arange(6).reshape(2, 3)
    reply = student.call(
        "def f(x, rng):\n    return x.flags.c_contiguous, x, rng.random()",
        Construct("view", (array,)),
        Construct("seeded", (3,)),
    )
    assert isinstance(reply, Returned)
    assert reply.value[0] is False
    assert np.array_equal(reply.value[1], array)
    assert reply.value[2] == np.random.default_rng(3).random()


def test_an_argument_of_ours_that_cannot_travel_is_our_error(student: Student) -> None:
    with student.session("def f(x):\n    pass") as session, pytest.raises(CodecError):
        session.call("f", [object()])


def test_prints_are_kept_up_to_a_bound_and_cost_nothing(student: Student) -> None:
    source = "for _ in range(100):\n    print('x' * 10**6)\nimport sys\nsys.stderr.write('more')\ny = 1"
    with student.session(source, "def f():\n    print('y' * 10**8)\n    return y") as session:
        assert session.reports[1].ok
        assert 0 < len(session.reports[1].output) <= 2000
        reply = session.call("f")
    assert isinstance(reply, Returned)
    assert reply.output == ""


def test_warnings_and_open_figures_do_no_harm(student: Student) -> None:
    source = (
        "import warnings\nimport matplotlib.pyplot as plt\n%matplotlib inline\n"
        "def f():\n    warnings.warn('careful')\n    plt.figure()\n    plt.plot([1])\n    plt.show()\n    return 1"
    )
    with student.session(source) as session:
        assert session.reports[1].ok
        for _ in range(25):
            reply = session.call("f")
            assert isinstance(reply, Returned)
            assert "More than 20 figures" not in reply.output
        assert "non-interactive" not in reply.output


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("raise SystemExit(0)", "SystemExit"),
        ("import sys; sys.exit()", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise GeneratorExit", "GeneratorExit"),
        ("input('?')", "EOFError"),
        ("return f()", "RecursionError"),
        ("raise BaseExceptionGroup('two', [KeyboardInterrupt()])", "BaseExceptionGroup"),
    ],
)
def test_whatever_is_raised_is_told_and_the_process_goes_on(student: Student, source: str, kind: str) -> None:
    with student.session(
        f"n = [0]\ndef f():\n    {source}\ndef g():\n    n[0] += 1\n    return n[0]", source
    ) as session:
        assert session.call("g") == Returned(1)
        reply = session.call("f")
        assert isinstance(reply, Raised)
        assert reply.kinds[0] == kind
        assert session.call("g") == Returned(2)


def test_what_a_notebook_may_hold_runs(student: Student) -> None:
    magics = "%time 1 + 1\n!pip install numpy\nfiles = !ls\n%pip install x\nexit()\ndisplay(3)\nx = 1"
    with student.session(
        magics, "import asyncio\nawait asyncio.sleep(0)\ny = 2", "def f():\n    display(4)\n    return 5"
    ) as session:
        assert [report.error for report in session.reports] == [None] * 4
        assert session.value("x") == Returned(1)
        assert session.value("y") == Returned(2)
        reply = session.call("f")
        assert isinstance(reply, Returned)
        assert reply.output == "4\n"


def test_modules_are_missing_for_students_and_there_for_us(box: Sandbox) -> None:
    setup = Cell("setup", "import json.decoder\nfrom json import loads", trusted=True)
    asks = [
        Cell("a", "import json"),
        Cell("b", "from json.decoder import x"),
        Cell("c", "import colorsys\nx = loads('1')"),
    ]
    later = Cell("later", "import json\njson.decoder", trusted=True)
    call = Cell("d", "def f():\n    import json")
    with box.session([setup, *asks, later, call], blocked=["json", "not.there"]) as session:
        reports = {report.id: report for report in session.reports}
        assert [reports[name].error for name in "abc"] == ["ModuleNotFoundError", "ModuleNotFoundError", None]
        assert reports["later"].ok
        assert session.value("x") == Returned(1)
        reply = session.call("f")
        assert isinstance(reply, Raised)
        assert reply.kinds[0] == "ModuleNotFoundError"
        assert "leaves it out" in reply.message


def test_random_numbers_are_the_same_for_the_same_notebook_and_differ_between_notebooks(student: Student) -> None:
    source = "import random\nx = (np.random.rand(), random.random())"
    assert student.value(source) == student.value(source)
    assert student.value(source) != student.value(source + "\n# another student")


def test_a_source_with_half_a_surrogate_pair_costs_itself_alone(student: Student) -> None:
    with student.session("s = '\ud800'", "x = 1") as session:
        assert session.value("x") == Returned(1)
