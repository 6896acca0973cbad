"""What runs inside the sandbox, with the student's code: nothing here knows an answer.

From the template to the student's cells::

    template     imports once what students use, and forks
    keeper       one sandbox: its namespaces, its process 1, its memory, its end;  kernel: the calls
    worker       answers the grader: run a cell, look a name up, call it
    lent         functions that the grader answers for;  withheld: functions out of use
    objects      what else can be asked of an object: attributes;  modules: torch's, in arrays
    shell        a notebook's cells without a kernel;  unwritten: which exercise is still a stub
    wire         the border; the trusted side imports it too

The students' packages apart, nothing but the standard library, NumPy and IPython is imported.
"""
