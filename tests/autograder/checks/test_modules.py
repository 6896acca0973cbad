"""Torch modules of students: the same parameters, the same output, the same gradients."""

import inspect

import numpy as np
import pytest
import torch
from torch import nn

from autograder.authoring.mutants import function_from, mutants_of
from autograder.authoring.validation import validate_checks
from autograder.checks.module_cases import draw_state
from autograder.checks.modules import ask
from autograder.sandbox import SandboxUnavailableError, check_sandbox
from autograder.sandbox.errors import StudentCodeError
from autograder.sandbox.student import Limits, StudentProcess
from tests.helpers.blocks import BLOCK, Block, InSequence
from tests.helpers.registering import register

TORCH = Limits(seconds=30, packages=("numpy", "ipython", "torch"))
IMPORTS = "import torch\nfrom torch import nn\n"


@pytest.fixture(scope="module")
def student():
    try:
        check_sandbox()
    except SandboxUnavailableError as error:
        pytest.skip(str(error))
    with StudentProcess({}, TORCH) as process:
        run = process.run_cell(IMPORTS + inspect.getsource(Block))
        assert run.error is None
        yield process


def lost(report) -> dict[str, str]:
    return {part.name: part.said for part in report.parts if part.earned < part.points}


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def test_the_checks_of_a_module_are_valid(monkeypatch):
    register(monkeypatch, BLOCK)
    assert validate_checks("00-test", range(3)) == ()


@pytest.mark.parametrize(
    "answer",
    [BLOCK.reference, *BLOCK.variants, *BLOCK.misconceptions],
    ids=lambda answer: answer.name,
)
def test_a_module_in_a_students_process_gets_the_same_report(student, answer):
    student.run_cell(answer.source("Answer"))
    there = BLOCK.run((student.lookup("Answer"),), 5)
    here = BLOCK.run((answer.function,), 5)
    assert (lost(there), there.misconception) == (lost(here), here.misconception)


def test_parameters_and_buffers_go_there_and_come_back(student):
    module = student.lookup("Block")(channels=3)
    state = draw_state(ask(Block(3), "state"), rng())
    assert ask(module, "load", state) == list(state)
    back = ask(module, "state")
    assert back.keys() == state.keys()
    for name, array in state.items():
        np.testing.assert_array_equal(back[name], array)
        assert back[name].dtype == array.dtype


def test_forward_and_back_agree_with_autograd(student):
    module, oracle = student.lookup("Block")(channels=3), Block(3)
    state = draw_state(ask(oracle, "state"), rng())
    ask(module, "load", state)
    oracle.load_state_dict({name: torch.from_numpy(array) for name, array in state.items()})
    x = rng().standard_normal((2, 3, 4, 5)).astype(np.float32)
    grad_out = rng().standard_normal(x.shape).astype(np.float32)

    output, (grad_x,), gradients, buffers = ask(module, "run", (x,), grad_out, True)

    leaf = torch.from_numpy(x).requires_grad_()
    want = oracle.train()(leaf)
    names, parameters = zip(*oracle.named_parameters(), strict=True)
    wanted = torch.autograd.grad(want, (leaf, *parameters), torch.from_numpy(grad_out))
    np.testing.assert_allclose(output, want.detach(), rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(grad_x, wanted[0], rtol=1e-4, atol=1e-5)
    for name, gradient in zip(names, wanted[1:], strict=True):
        np.testing.assert_allclose(gradients[name], gradient, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(buffers["norm.running_var"], oracle.norm.running_var, rtol=1e-5)


def test_running_twice_does_not_add_the_gradients_up(student):
    module = student.lookup("Block")(channels=2)
    x = rng().standard_normal((2, 2, 3, 4)).astype(np.float32)
    first, second = (ask(module, "run", (x,), np.ones_like(x), False) for _ in range(2))
    np.testing.assert_array_equal(first[1][0], second[1][0])
    np.testing.assert_array_equal(first[2]["conv.weight"], second[2]["conv.weight"])


def test_inputs_of_whole_numbers_have_no_gradient():
    table = nn.Embedding(5, 3)
    index = np.array([[1, 2], [4, 4]])
    output, grads, gradients, _ = ask(table, "run", (index,), np.ones((2, 2, 3), np.float32), True)
    assert output.shape == (2, 2, 3)
    assert grads == [None]
    np.testing.assert_array_equal(gradients["weight"].sum(axis=1), [0, 3, 3, 0, 6])


def test_names_of_ones_own_are_matched_by_order():
    state = draw_state(ask(Block(3), "state"), rng())
    module = InSequence(3)
    assert ask(module, "load", state)[:2] == ["layers.0.weight", "layers.0.bias"]
    np.testing.assert_array_equal(ask(module, "state")["layers.0.weight"], state["conv.weight"])


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (
            "self.conv = nn.Conv2d(channels, 4, 3)",
            "parameter `conv.weight` has the shape (4, 3, 3, 3), where (3, 3, 3, 3) is expected",
        ),
        ("self.norm = nn.Identity()", "it has no parameter for `norm.weight`, of the shape (3,)."),
        (
            "self.forward = lambda x: x[:, :1]",
            "`input`: there is no gradient, as the output has the shape (4, 1, 5, 7).",
        ),
        ("self.forward = lambda x: 3", "its output is an int, where a tensor is expected"),
        ("raise NotImplementedError", "not written yet."),
    ],
)
def test_what_cannot_be_compared_is_told(student, body, sentence):
    student.run_cell(
        "class Wrong(Block):\n"
        f"    def __init__(self, channels):\n        super().__init__(channels)\n        {body}\n"
    )
    report = BLOCK.run((student.lookup("Wrong"),), 1)
    assert sentence in lost(report)["gradients"]


def test_a_gradient_that_does_not_flow_is_named():
    (detaches,) = (m for m in BLOCK.misconceptions if m.name == "Detaches")
    assert "`input`:" in lost(BLOCK.run((detaches.function,), 1))["gradients"]


def test_mutants_of_a_module_are_told_from_it():
    mutants = list(mutants_of(BLOCK.reference))
    assert len(mutants) > 10
    for mutant in mutants:
        wrong = function_from(BLOCK.reference, mutant.text)
        assert not BLOCK.passes(wrong, seed=1), mutant.now


def test_a_module_may_not_be_one(student):
    student.run_cell("class Fake:\n    def __init__(self, channels): pass\n")
    report = BLOCK.run((student.lookup("Fake"),), 1)
    said = "expected a module of torch, an nn.Module, got a Fake."
    assert lost(report)["output"].endswith(said)
    with pytest.raises(StudentCodeError, match=said):
        ask(student.lookup("Fake")(channels=1), "state")
