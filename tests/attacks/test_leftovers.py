"""One submission leaves nothing for the next: no file, changed module or daemon."""

from tests.attacks.attacking import HONEST, earned

LEAVE = """
import atexit, builtins, gc, os, random, sys, tempfile
import numpy as np
import cnnlib.conv
for place in ("/tmp", "/dev/shm", ".", os.path.expanduser("~"), tempfile.gettempdir()):
    open(os.path.join(place, "left-for-you"), "w").write("answers")
for module in (builtins, sys, os, np, cnnlib.conv, gc, random):
    module.left_for_you = "answers"
os.environ["LEFT"] = "answers"
os.umask(0)
os.chdir("/tmp")
np.random.seed(1)
random.seed(1)
gc.disable()
get_ipython().user_ns["left_for_you"] = "answers"
get_ipython().register_magic_function(print, magic_name="left_for_you")
if os.fork() == 0:
    os.setsid()
    __import__("time").sleep(600)
"""

LOOK = """
import builtins, gc, os, random, sys
import numpy as np
import cnnlib.conv
modules = builtins, sys, os, np, cnnlib.conv, gc, random
found = [module.__name__ for module in modules if hasattr(module, "left_for_you")]
for place in ("/tmp", "/dev/shm", ".", os.path.expanduser("~")):
    found += [name for name in os.listdir(place) if "left" in name]
found += [key for key in [*os.environ, *globals()] if key in ("LEFT", "left_for_you")]
old = os.umask(0o22)
found += [old] * (old != 0o22) + [os.getcwd()] * (os.getcwd() != os.path.expanduser("~"))
found += ["gc"] * (not gc.isenabled())
others = [pid for pid in os.listdir("/proc") if pid.isdigit() and int(pid) not in (1, os.getpid())]
found += others
print("found", found)
print("drawn", np.random.random(), random.random(), os.urandom(4).hex())
"""


def printed_first(result):
    return "".join(output.get("text", "") for output in result.notebook["cells"][0]["outputs"])


def test_the_submission_before_leaves_nothing(attacker):
    assert earned(attacker.grade(first=LEAVE)) == HONEST
    looks = [printed_first(attacker.grade(first=LOOK)) for _ in range(2)]
    for look in looks:
        assert "found []" in look
    drawn = [look.partition("drawn ")[2].split() for look in looks]
    assert not set(drawn[0]) & set(drawn[1])
