"""Release, isolate, grade, store, report: the instructor's side of the course.

Each package imports only from those below it, which `lint-imports` holds::

    cli, nbgrader_steps      the two ways to call it;  sample_class: a class to try it on
    delivery                 feedback, packed for Moodle, Canvas and mail
    report                   what instructors read;  intake: what a class handed in
    feedback                 what students read
    exports                  grades as other systems import them
    authoring                release an assignment; prove its checks; calibrate training
    run                      grade a class, on the workers of a Dask cluster
    records                  stored results, nbgrader's gradebook, grades, the roster
    grading                  one submission: bytes in, result out
    course                   the repository, a class, an assignment, dates and settings
    chapters                 the checks of each chapter's exercises
    checks                   the framework of checks, which knows no chapter
    sandbox                  isolated processes for students' code
    inside                   the code that runs in these processes
    pages                    HTML that is safe to show
    files                    files and texts that are safe to read and write
"""
