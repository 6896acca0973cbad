"""The reference library of the course: convolutional networks, small enough to read.

Functions are named and argued like ``torch.nn.functional`` and work on arrays
of shape ``(N, C, H, W)``: images, channels, height, width. Import from the
modules, for example ``from cnnlib.im2col import im2col``.
"""
