"""Translate an archive: any number of documents, by several processes or machines.

`run.run_batch` is the driver. It cuts the input into chunks (`inputs`) and lets an executor
(`executors`) run three stages over them: `reading`, `drafting` and `assembling`. They exchange data
through files in a work folder (`exchange`), which may be on another machine (`places`). Each stage
calls what the publication uses for one article; nothing is drafted, checked or written in another
way.
"""
