"""Grade a class.

The way of a submission through a run::

    plan         left as it is, restored, graded or graded again, and why
    flow         a few at a time to the workers of a cluster (cluster, crew)
      work       what a worker does: bytes in, result out
    merge        one exercise of a new result into the old one
    coordinator  all of these; it alone stores
"""
