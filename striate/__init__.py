"""Striate: a course on convolutional neural networks in NumPy, and the machine that runs it."""
