"""From older versions of the tables to this one: each step in its own words, all of them in one transaction."""

from collections.abc import Callable, Mapping

from sqlalchemy import Connection

Migration = Callable[[Connection], None]
"""Changes the tables of one version into those of the next; the number in `meta` is changed for it."""

MIGRATIONS: Mapping[int, Migration] = {1: lambda _connection: None}
"""By the version they lead from.

Version 1 kept a log beside the file, which copies left behind; its tables are those of version 2. The number keeps
programs of that time from going back to a log under a desk of today.
"""
