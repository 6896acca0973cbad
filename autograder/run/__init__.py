"""Grade a class.

The way of a submission through a run::

    plan         left as it is, restored, graded or graded again, and why (keys)
    flow         a few at a time to the workers of a cluster (cluster, crew)
      work       what a worker does: bytes in, result out
    merge        one exercise of a new result into the old one
    coordinator  all of these; it alone stores
"""

from autograder.run.cluster import ClusterError, local_workers, running_cluster
from autograder.run.coordinator import Graded, grade_class, grade_student
from autograder.run.plan import Action, Request, Step, plan

__all__ = [
    "Action",
    "ClusterError",
    "Graded",
    "Request",
    "Step",
    "grade_class",
    "grade_student",
    "local_workers",
    "plan",
    "running_cluster",
]
