"""Release, isolate, grade, store, report: the instructor's side of the course.

Each package imports only from those below it::

    cli, nbgrader_steps      the two ways to call it;  sample_class: a class to try it on
    feedback, report, exports     what students, instructors and other systems read
    authoring                release an assignment; prove its checks; calibrate training
    run                      grade a class, on the workers of a Dask cluster
    records                  stored results, nbgrader's gradebook, grades, the roster
    grading                  one submission: bytes in, result out
    chapters                 what each chapter's exercises must satisfy
    checks                   the framework of checks, which knows no chapter
    course                   the repository, a class, an assignment, dates and settings
    sandbox                  a student's process;  inside: what runs there
    files, pages             files that are safe to read and write; HTML that is safe to show
"""
