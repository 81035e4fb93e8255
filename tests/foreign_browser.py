"""The hall page seen by a browser: Chromium of the system, driven without a window.

Where it is absent the test is skipped and says so; in CI, where it must be there, it fails (see `foreign`).
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from foreign import missing
from playwright.sync_api import Browser, sync_playwright

_TIMEOUT = 240_000  # milliseconds: the first start on a loaded machine


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium; its scroll bars take their room, as in a hall."""
    program = shutil.which("chromium")
    if program is None:
        missing("Chromium")
    # Nothing foreign is opened, and as root, as in CI, Chromium starts only without its sandbox.
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=program, args=arguments, ignore_default_args=["--hide-scrollbars"], timeout=_TIMEOUT
        )
        yield browser
        browser.close()
