"""The checks of chapter 5: oracles against torch, personal numbers, curves, and the repair."""

import ast

import numpy as np
import pytest
import torch

from autograder.chapters import CHECKS
from autograder.chapters.depth import networks
from autograder.chapters.depth.answers import repair as repairs
from autograder.chapters.depth.batch_norm2d import CHECK as BATCH_NORM
from autograder.chapters.depth.batch_norm2d import use
from autograder.chapters.depth.curves import NETWORKS, curves
from autograder.chapters.depth.gradient_flow import CHECK as FLOW
from autograder.chapters.depth.repair import CHECK as REPAIR
from autograder.checks.answers import FunctionAnswer
from autograder.checks.cases import generator
from autograder.checks.function_check import FunctionCheck
from autograder.course.assignment import Assignment, load_assignment
from autograder.sandbox import SandboxUnavailableError, check_sandbox
from autograder.sandbox.student import Limits, StudentProcess
from cnnlib.architecture.description import read_layers
from cnnlib.architecture.sizes import summarise
from cnnlib.batch_norm import batch_norm2d
from cnnlib.counting import count_parameters
from cnnlib.deep_network import broken_network
from cnnlib.personal.depth import NETWORK
from cnnlib.vgg import vgg_08, vgg_38

CHAPTER = "05-depth"
STUDENTS = [f"student {number}" for number in range(20)]


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    return load_assignment(CHAPTER)


def test_numpy_alone_or_torch_as_the_notebook_says():
    functions = {k: c for k, c in CHECKS.items() if k.startswith(CHAPTER)}
    with_torch = {k.partition(".")[2] for k, c in functions.items() if getattr(c, "torch", False)}
    assert with_torch == {"ResidualBlock", "vgg_38", "GradientFlow", "repair"}
    alone = {"batch_norm2d", "batch_norm2d_backward", "he_normal"}
    assert {k.partition(".")[2] for k, c in functions.items() if isinstance(c, FunctionCheck)} == (
        alone | with_torch - {"repair"}
    )


def test_the_torch_package_is_there_and_no_exercise_in_numpy_imports_it(assignment):
    assert "torch" in assignment.limits.packages
    for module in ("batch_norm", "initialisation"):
        tree = ast.parse(assignment.library[f"cnnlib/{module}.py"])
        imported = {
            name.split(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in (
                [node.module]
                if isinstance(node, ast.ImportFrom)
                else [alias.name for alias in node.names]
            )
        }
        assert imported <= {"numpy", "cnnlib", "math"}


# What is changed in place is seen, wherever the function lives.


@pytest.fixture(scope="module")
def student():
    try:
        check_sandbox()
    except SandboxUnavailableError as error:
        pytest.skip(str(error))
    with StudentProcess({}, Limits(packages=("numpy", "ipython"))) as process:
        yield process


def test_statistics_that_are_changed_in_a_students_process_come_back(student):
    text = FunctionAnswer("", BATCH_NORM.variants[0].function).source("batch_norm2d")
    run = student.run_cell(f"import numpy as np\n{text}")
    assert run.error is None
    (case, *_) = BATCH_NORM.parts[1].draw(generator(4, BATCH_NORM.key, "x"))
    there = case.hand_over(student.lookup("batch_norm2d"))
    here = case.hand_over(batch_norm2d)
    assert there.keys() == here.keys() == {"out", "running_mean", "running_var"}
    for name, array in here.items():
        np.testing.assert_allclose(there[name], array, rtol=1e-12)
    assert case.use is use


def test_a_student_whose_statistics_stay_loses_them_and_no_more(student):
    mistake = next(m for m in BATCH_NORM.misconceptions if m.name == "binds_new_statistics")
    student.run_cell(mistake.source("wrong").replace("check_batch_norm(", "(lambda *_: None)("))
    student.run_cell("per_channel = lambda numbers: np.reshape(numbers, (1, -1, 1, 1))")
    report = BATCH_NORM.run((student.lookup("wrong"),), 2)
    assert report.misconception == mistake.sentence


# The oracles, against torch's own layers.


def test_the_oracles_block_is_that_of_torchs_functions():
    torch.manual_seed(3)
    block = networks.ResidualBlock(3, 4, 2, batch_norm=True).double()
    x = torch.randn(2, 3, 6, 5, dtype=torch.float64)
    f = torch.nn.functional

    def norm(y):
        return f.batch_norm(y, None, None, training=True)

    hidden = f.leaky_relu(norm(f.conv2d(x, block.conv1.weight, stride=2, padding=1)))
    want = norm(f.conv2d(hidden, block.conv2.weight, padding=1))
    want = f.leaky_relu(want + norm(f.conv2d(x, block.shortcut.weight, stride=2)))
    torch.testing.assert_close(block(x), want)


@pytest.mark.parametrize("options", [{}, {"batch_norm": True}, {"residual": True}])
def test_the_oracles_network_has_the_names_and_sizes_of_the_librarys(options):
    ours = {n: p.shape for n, p in vgg_38(2, 3, 4, **options).state_dict().items()}
    theirs = {n: p.shape for n, p in networks.vgg_38(2, 3, 4, **options).state_dict().items()}
    assert ours == theirs
    assert list(ours) == list(theirs)


def test_recorded_gradients_are_those_of_autograd():
    (case, *_) = FLOW.parts[1].draw(generator(1, FLOW.key, "x"))
    found = case.hand_over(FLOW.reference.function)
    want = case.hand_over(FLOW.oracle)
    assert found == pytest.approx(want)


# Numbers of one's own.


def test_the_parameters_are_those_of_the_networks():
    check = CHECKS[f"{CHAPTER}.parameters"]
    for student in STUDENTS:
        n = NETWORK.of(student)
        given = n["in_channels"], n["classes"], n["channels"]
        with torch.device("meta"):
            small, plain, normed = vgg_08(*given), vgg_38(*given), vgg_38(*given, batch_norm=True)
            added = vgg_38(*given, residual=True)
        answers = (
            small.stage1_reduction[0].weight.numel(),
            count_parameters(small.entry),
            count_parameters(small),
            count_parameters(plain),
            count_parameters(normed) - count_parameters(plain),
            count_parameters(added) - count_parameters(plain),
        )
        assert check.of(student).run(answers, 0).earned == 8


def test_personal_numbers_are_as_many_as_a_class():
    assert len({str(NETWORK.of(f"student {n}")) for n in range(1_000)}) > 200


# The plots.


def shown_curves(assignment: Assignment) -> dict:
    (cell,) = [c for c in assignment.source.cells if c.source.startswith("import matplotlib")]
    (assigned,) = [
        n
        for n in ast.parse(cell.source).body
        if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == "NETWORKS"
    ]
    return ast.literal_eval(assigned.value)


def test_the_plots_show_what_the_questions_say(assignment):
    shown = shown_curves(assignment)
    a, b, c = (np.array(shown[name]["gradient"]) for name in "ABC")
    assert a.max() < 1e-12
    assert (b[:12] == 0).all()
    assert b[12:].min() > 1e-3
    assert c.min() > 1e-3
    assert max(shown["A"]["training"]) < 0.15
    assert shown["C"]["training"][-1] - shown["C"]["validation"][-1] > 0.2


@pytest.mark.long
@pytest.mark.parametrize("name", NETWORKS)
def test_the_plots_are_measured(assignment, name):
    found, shown = curves(**NETWORKS[name]), shown_curves(assignment)[name]
    np.testing.assert_allclose(found["gradient"], shown["gradient"], rtol=0.2)
    for which in ("training", "validation"):
        np.testing.assert_allclose(found[which], shown[which], atol=0.05)


# The repair.


def test_the_limits_leave_room_for_both_repairs_and_not_for_a_shallow_network():
    limits = REPAIR.network
    plain = summarise(read_layers(broken_network(), limits.layers), (1, 28, 28))
    assert plain.types["Conv2d"] == 25
    blocks = [repairs.residual()] * repairs.BLOCKS, [repairs.normalised()] * repairs.BLOCKS
    for block in blocks:
        there = summarise(read_layers(repairs.with_blocks(*block), limits.layers), (1, 28, 28))
        assert there.parameters < limits.max_parameters < 1.2 * there.parameters
        assert there.multiply_adds < limits.max_multiply_adds < 1.5 * there.multiply_adds
        assert limits.requires(there) == ""
    shallow = summarise(read_layers(repairs.with_blocks(repairs.plain())), (1, 28, 28))
    assert "3 convolutions; it must keep 25" in limits.requires(shallow)


def test_the_floor_lies_between_every_mistake_and_the_worst_repair():
    known = REPAIR.calibration()
    assert known.floor > 0.4
    assert not known.passing_mistakes()
    assert len(known.mistakes) >= 6
    assert 4 * max(known.reference.seconds) < REPAIR.seconds


@pytest.mark.long
@pytest.mark.parametrize("name", ["by_batch_norm", "by_both", "by_initialisation"])
def test_other_repairs_reach_the_floor(name):
    assert REPAIR.run((getattr(repairs, name),), 3).earned == 12
