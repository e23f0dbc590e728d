"""NumPy networks: for now the functions of week 1, in `striate.nn.functional`."""
