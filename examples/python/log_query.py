"""Asks a mail log with SQL: which provider refused us for which cause, how often. Needs duckdb.

usage: log_query.py MAIL.LOG
"""
from __future__ import annotations

import sys

import bounce
from bounce import arrow

QUERY = """
select provider, cause, count(*) as times, count(distinct recipient) as recipients
from bounces group by provider, cause order by times desc, cause
"""


def ask(path):
    """The query's rows."""
    import duckdb

    with open(path, "rb") as log:
        with duckdb.connect() as connection:
            connection.register("bounces", arrow.rows(bounce.iter_log(log)))
            return connection.sql(QUERY).fetchall()


if __name__ == "__main__":
    for row in ask(sys.argv[1]):
        print(*row, sep="\t")
