"""Fast convolution: other orders of the same sums, and a comparison of them (chapter 3).

Students get it from chapter 4 on: it holds what chapter 3 asks for.
"""
