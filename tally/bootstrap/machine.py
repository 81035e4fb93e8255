"""This computer: its clock, its name, where the program keeps what it remembers."""

import datetime as dt
import os
import platform
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tally.files.recent import RecentInFolder


def now() -> str:
    """Return the time as the journal writes it: ISO 8601 in UTC with milliseconds."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def clock() -> dt.datetime:
    """Return the time, with its zone."""
    return dt.datetime.now(dt.UTC)


def station() -> str:
    """Return the name of this computer."""
    return platform.node() or "tally"


def home_folder() -> Path:
    """Return the folder of what this user's program remembers: TALLY_HOME, else the usual one of the machine."""
    named = os.environ.get("TALLY_HOME")
    if named:
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path("tally", appauthor=False)


def state_folder() -> Path:
    """Return the folder of what this computer remembers of congresses: TALLY_HOME, else the machine's usual one."""
    named = os.environ.get("TALLY_HOME")
    if named:
        return Path(named)
    from platformdirs import user_state_path

    return user_state_path("tally", appauthor=False)


def recent_files() -> "RecentInFolder":
    """Return the congress files opened before."""
    from tally.files.recent import RecentInFolder

    return RecentInFolder(home_folder)
