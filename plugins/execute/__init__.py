"""Run the cells of a document in one session, and put their outputs under them.

The way of a document through this package:

    cell       text → cells: fences, their options, what is wrong with them
    key        cells → one key each, chained
    executor   keys → executions: from the store, or from a session
    render     outputs → HTML and Markdown, figures to files

and, on the other side of a socket, in processes of their own:

    server     imports what articles import, once, and forks
    warden     watches one session: its time, its end, whatever its cells started
    worker     runs the cells in IPython
"""


def register() -> None:
    """Connect to Pelican, which the processes that run cells never import."""
    from plugins.execute.adapter import register as connect

    connect()
