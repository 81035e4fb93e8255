"""The most memory that a process of its own held, in kilobytes; 0 where the system does not tell.

Not `ru_maxrss`: a child inherits that from its parent.
"""

PEAK = r"""
def peak():
    import re
    try:
        with open("/proc/self/status", encoding="utf-8") as status:
            return int(re.search(r"VmHWM:\s+(\d+)", status.read())[1])
    except OSError:
        return 0
"""
"""Defines `peak()`, in a program run by `python -c`."""
