"""The experiments of the source documents, each rerun with one command.

::

    python -m cnnlib.experiments list
    python -m cnnlib.experiments run pooling --only "32 filters" --seeds 2
    python -m cnnlib.experiments show pooling --plot pooling.svg

Results lie in ``book/results/<experiment>-<data set>.json``, or ``<experiment>.json`` for one that
needs no data set. Each is an object with ``experiment``, ``title``, ``dataset``, ``images`` (number
of training, validation and test images), ``epochs``, ``made_by`` (machine, threads, versions, date)
and ``runs``. A run is one configuration trained with one seed:

``configuration``, ``settings``, ``seed``
    What was run; the settings hold batch size, learning rate and the like.
``test_accuracy``, ``test_top5``, ``test_loss``
    On the whole test set, after the last epoch.
``validation_accuracy``, ``train_accuracy``
    After the last epoch, and during it.
``parameters``, ``precision``, ``seconds``, ``seconds_per_epoch``, ``cpu_seconds_per_epoch``
``load_average``
    How busy the machine was at the end: beyond the number of threads, other work was going on, and
    ``cpu_seconds_per_epoch`` is the better measure.
``history``
    A list for each column of `cnnlib.training.train.train`, a number an epoch: ``loss``,
    ``accuracy``, ``validation_loss``, ``validation_accuracy``, ``learning_rate``, ….

A number that was not finite is None. What differs: `lenet` adds ``learning_rate`` and ``tuning``
(validation accuracy of each step size tried) and has ``loss`` and ``validation_accuracy`` in its
history. `depth` and `regularisation` add ``gradient_flow``, the mean absolute gradient by layer,
and `efficiency` adds ``multiply_adds`` and ``seconds_per_image``. A run of `algorithms` has
``<algorithm>_seconds`` and ``<algorithm>_peak_bytes``; read the result with
`cnnlib.experiments.algorithms.rows` and ``crossover``.

`cnnlib.experiments.results.summary` gives mean and spread over the seeds beside the source's figure
for every configuration; the figures of the sources stand in each experiment's own module.
"""
