"""Release, isolate, grade, store, report: the instructor's side of the course.

The way of a submission, and where to read about each step::

    course       where everything of the repository and of one class lies
    assignment   solutions/NN.md and cnnlib → what is handed out, what decides the grade (stubs)
    chapters     which module of cnnlib students get from which chapter on
    release      → exercises/NN, once the reference earns everything and a stub nothing
    submission   a student's folder → its text, by allow-list (ordinary_files)
    reassemble   that text → the instructor's notebook
    session      the student's cells in a sandbox that is replaced when it dies
      student      one process: run a cell, look a name up, call what it defined
      sandbox      how it is shut in: forked from a template;  inside: what runs there
    gradecell    a grade cell, out here;  checks: what each exercise must satisfy
    calibrate    the floor of an exercise that trains;  rubrics: for the person who grades
    agreement    do the notebook and its checks ask for the same
    grade        all of these: bytes in, result out
    run          a class, on the workers of a Dask cluster, skipping what is done
    store        nbgrader's gradebook, the autograded notebook, the result (gradebook, files, lock)
    settings     what one class decides: due dates, late work (late), where its book is (book)
    timestamps   when work was handed in, whatever its file holds
    grades       what the gradebook says of a whole class, a person's scores and comments in it
    roster       who is in the class;  standings: where each of them stands
    feedback, report, exports     what people and other systems read (failures)
    pages, templates, tables      how that is written, so that none of it can harm
    cli, nbgrader_steps           the two ways to call it
    sample_class                  a class to try it on
"""
