"""The code that runs inside the sandbox, with the student's code; it contains no answers.

From the template to the student's cells::

    template     imports the students' packages once, and forks
    keeper       one sandbox: its namespaces, process 1, memory, end;  kernel: Linux system calls
    worker       answers the grader's requests: run a cell, look up a name, call it
    lent         functions that run in the grader;  withheld: disabled functions
    objects      other requests to objects, such as attributes;  modules: torch modules, as arrays
    shell        a notebook's cells without a kernel;  unwritten: exercises that are still stubs
    wire         the message format; the trusted side imports it too

Apart from the students' packages, only the standard library, NumPy and IPython are imported.
"""
