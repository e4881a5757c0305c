"""Run the cells of a document in one session, and put their outputs under them.

The way of a document through this package:

    cell       text → cells: fences, their options, what is wrong with them
    inline     values in the text, as small cells
    key        cells → one key each, chained
    archive    keys → executions that are kept, frozen or in the store
    executor   keys → the others, from sessions
    inputs     what an execution was computed from, and what of it has changed
    page/      outputs → HTML and Markdown, figures and notebooks to files

`frozen` keeps executions beside their article, `verify` compares them with a fresh run, `history` and
`progress` tell of the last run and of this one.

    sessions/    the builder's end: opens sessions, sends cells, collects outputs, keeps checkpoints
    processes/   the other end: imports once and forks, watches, runs cells in IPython

`wire`, `listener` and `memory` are for both ends.
"""


def register() -> None:
    """Connect to Pelican, which the processes that run cells never import."""
    from plugins.execute.adapter import register as connect

    connect()
