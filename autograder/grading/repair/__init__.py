"""Search for a small edit of a student's own code that makes it right.

Such an edit shows where the code is wrong, and cannot be mistaken about it::

    code         the definitions that an exercise uses, as text that can be edited
    names        which names could stand for each other
    expressions, numbers, arrays, calls, statements
                 the slips that students make, each undone by one small function
    edits        all edits of some code, the likely ones first
    search       which of them makes the exercise right
    process      the sandbox in which edited code runs
    sentences    what the student is told
"""
