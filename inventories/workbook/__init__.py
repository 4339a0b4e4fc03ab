"""《产品碳足迹数据收集表》: the workbook that goes to the client and comes back filled in.

``sections`` is the one description of sheets and columns. ``contents`` gives what a study says in them, ``building``
makes the file; ``reading`` (in a child process, without Django) takes a file apart, ``planning`` holds it against the
study, ``applying`` writes it, ``marking`` returns the client's own file with the cells marked.
"""
