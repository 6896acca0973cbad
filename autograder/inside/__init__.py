"""What runs inside the sandbox, beside the student's code: nothing here knows an answer.

Imports the standard library, NumPy and IPython only. The trusted side imports `wire` too.
"""
