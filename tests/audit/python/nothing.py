"""What looks like a read and is none: os.environ["NONE_A"]"""

import os
import subprocess

import requests

# os.environ["NONE_B"]                               none: a comment
text = 'os.environ["NONE_C"]'  # none: a text
doc = """
os.environ["NONE_D"]
"""


def function():
    """Set `os.environ["NONE_E"]` first."""


class Fake:
    environ = {}


fake = Fake()
fake.environ["NONE_F"]  # none: of something else
environ = {"NONE_G": "x"}
environ["NONE_G"]  # none: a mapping of the file's own
headers = {"NONE_H": "x"}
headers.get("NONE_H")  # none: a mapping
request = requests.get("NONE_I")  # none: another get
os.environ["SET_A"] = "x"  # none: it is set
os.environ["SET_A"]  # none: the file has set it
os.environ.update(SET_B="x")  # none: it is set
os.environ.update({"SET_C": "x"})  # none: it is set
del os.environ["NONE_J"]  # none: it is taken away
os.path.join("NONE_K")  # none: another function of the module
subprocess.run(["x"], env={**os.environ, "NONE_L": "x"})  # none: it is passed on
for key, value in os.environ.items():  # none: it is passed on
    print(key)
subprocess.run(["x"], env=dict(os.environ, NONE_M="x"))  # none: it is passed on
environment = "NONE_N"  # none: a text
config("NONE_O")  # none: not decouple's
env = lambda name: name  # noqa: E731
env("NONE_P")  # none: a function of the file's own


def inner(environ):
    return environ["NONE_Q"]  # none: what it is called with


def get(os):
    return os.environ["NONE_R"]  # none: what it is called with


class BaseSettings:
    pass


class Settings(BaseSettings):
    none_s: str  # none: a base of the file's own


parser.add_argument("--x", metavar="NONE_T")  # none: another keyword
assert "NONE_U" in headers  # none: a mapping
os.getenvironment("NONE_V")  # none: another function
logging.info("os.getenv('NONE_W')")  # none: a text
os.environ.get  # none: nothing is read yet
os.environ  # none: nothing is read yet
os.environ.keys()  # none: nothing is read by name
