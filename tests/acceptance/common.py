"""What the checks share: the checkout, a folder of this run's own, and commands that have to end as they should."""

import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BEGAN = time.monotonic()
# The check that runs, in its messages.
NAME = pathlib.Path(sys.argv[0]).stem


def enter():
    """Makes the checkout the current folder, and gives the folder that this run may write to."""
    os.chdir(ROOT)
    return pathlib.Path(os.environ["WORK"])


def say(text):
    """A line of progress, with the seconds since the check began."""
    print(f"{time.monotonic() - BEGAN:5.0f} s  {text}", flush=True)


def fail(message):
    """Ends the check."""
    sys.exit(f"{NAME}: {message}")


def run(*words, cwd=None, status=0, env=None):
    """A command that ends with a status, or with any if that is none."""
    done = subprocess.run([str(word) for word in words], cwd=cwd, env=env, capture_output=True, text=True, check=False)
    if status is not None and done.returncode != status:
        said = done.stdout[-4000:] + done.stderr[-4000:]
        fail(f"{' '.join(map(str, words))} ended with {done.returncode}, not {status}:\n{said}")
    return done


def command(*words, cwd=None, status=0):
    """What such a command prints."""
    return run(*words, cwd=cwd, status=status).stdout
