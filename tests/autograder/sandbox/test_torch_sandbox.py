"""PyTorch in a forked sandbox: there when an assignment asks for it, on one thread, in bounds."""

import os

import numpy as np
import psutil
import pytest
import torch

from autograder.course.assignment import load_assignment
from autograder.course.class_folder import ClassFolder
from autograder.grading.grade import grade
from autograder.grading.submission import read_submission
from autograder.sandbox import Limits, mounts
from autograder.sandbox.forking import forget_templates
from autograder.sandbox.student import StudentProcess
from benchmarks.torch_class import CHAPTER, CLASS, hand_in
from benchmarks.torch_class import TORCH as REPOSITORY
from tests.helpers.inmates import need_sandbox, processes_of, run

need_sandbox()

TORCH = Limits(packages=("numpy", "ipython", "torch"), memory=1 << 30)
BACKWARD = """
import torch
def backward(x, weight):
    x = torch.tensor(x, requires_grad=True)
    torch.nn.functional.conv2d(x, torch.tensor(weight)).square().sum().backward()
    return x.grad.numpy()
"""


def test_every_child_convolves_and_differentiates():
    """A pool of threads that a parent had used would be waited for without end."""
    rng = np.random.default_rng(3)
    x, weight = rng.normal(size=(4, 3, 17, 11)), rng.normal(size=(8, 3, 3, 5))
    there = torch.tensor(x, requires_grad=True)
    torch.nn.functional.conv2d(there, torch.tensor(weight)).square().sum().backward()
    for _ in range(3):
        with StudentProcess({}, TORCH) as student:
            run(student, BACKWARD)
            assert run(student, "torch.get_num_threads()") == "1\n"
            got = student.lookup("backward")(x, weight)
        np.testing.assert_allclose(got, there.grad.numpy())


def test_the_template_imports_it_once():
    with StudentProcess({}, TORCH) as student:
        before = psutil.Process(processes_of(student)[1]).cpu_times()
        run(student, "import torch")
        after = psutil.Process(processes_of(student)[1]).cpu_times()
    assert sum(after[:2]) - sum(before[:2]) < 0.5


def test_memory_is_bounded_on_top_of_what_it_takes():
    with StudentProcess({}, TORCH) as student:
        run(student, "import torch\nkept = torch.ones(100 << 20)")
        error = student.run_cell("more = torch.ones(300 << 20)").error
        assert "allocate memory" in error.evalue
        assert run(student, "1 + 1") == "2\n"


def test_data_is_loaded_by_processes_of_the_sandbox():
    with StudentProcess({}, TORCH) as student:
        run(
            student,
            """
            import torch
            data = torch.utils.data.TensorDataset(torch.arange(10))
            batches = torch.utils.data.DataLoader(data, batch_size=4, num_workers=2)
            assert [len(x) for x, in batches] == [4, 4, 2]
            """,
        )


def test_right_and_wrong_work_earn_what_they_should(tmp_path):
    class_folder = ClassFolder(tmp_path)
    assignment = load_assignment(CHAPTER, REPOSITORY)
    earned = {}
    for student in hand_in(class_folder):
        submission = read_submission(
            class_folder.submitted / student / CHAPTER, student, assignment
        )
        result = grade(submission, assignment, seed=1, key="")
        earned[student] = tuple(item.earned for item in result.items)
    assert earned == dict.fromkeys(CLASS, (40, 60)) | {
        "no-relu": (0, 60),
        "unpadded": (0, 60),
        "no-square": (40, 0),
        "layer-only": (40, 0),
    }


@pytest.mark.skipif(not os.path.exists("/dev/kmsg"), reason="no device to stand for a GPU")
def test_a_gpu_is_there_only_when_asked_for(monkeypatch):
    monkeypatch.setattr(mounts, "GPU_DEVICES", "/dev/kms[g]")
    forget_templates()
    for gpu in (False, True):
        with StudentProcess({}, Limits(gpu=gpu)) as student:
            assert run(student, "import os; os.path.exists('/dev/kmsg')") == f"{gpu}\n"
            limit = run(student, "import resource as r; r.getrlimit(r.RLIMIT_AS)[0] == -1")
            assert limit == f"{gpu}\n"
    forget_templates()
