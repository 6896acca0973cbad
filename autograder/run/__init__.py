"""Grade a class.

The steps of a run::

    plan         decide: leave, restore, grade or grade again, and why
    flow         hand a few tasks at a time to the workers of a cluster (cluster, crew)
      work       grade in a worker: bytes in, result out
    merge        put one exercise of a new result into the old one
    coordinator  run all of these; the only one that stores results
"""
