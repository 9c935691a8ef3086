"""Where Chromium is on this machine."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def chromium() -> str:
    """Returns the program; `CHROMIUM` names another one.

    Raises `FileNotFoundError` with what to install.
    """
    for name in filter(None, (os.environ.get("CHROMIUM"), *NAMES)):
        if found := shutil.which(name):
            return found
    raise FileNotFoundError(
        "The page of make evidence is looked at in Chromium, and there is none here: install it "
        "(Debian: apt-get install chromium), or set CHROMIUM to the program."
    )
