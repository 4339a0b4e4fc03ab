"""Files of factor libraries from outside, read into rows that a person looks at before anything is written.

Pure: no Django rows, no network. Files come from strangers, so they are read in a child process only (``sandbox``).
"""
