"""The grid of a study's lines: what the page reads, writes and is told of, as compact JSON.

``reading`` the rows, ``writing`` batches of edits, ``changes`` what others did meanwhile, ``figures`` what came of it.
"""
