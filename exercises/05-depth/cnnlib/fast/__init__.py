"""Fast convolution: other orders of the same sums, and a comparison of them (chapter 3).

Students get it from chapter 4 on, because it contains the solutions of chapter 3.
"""
