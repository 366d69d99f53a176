"""The environment by its own names."""

import os
import os as system
import sys
from os import environ
from os import environ as env, getenv
from os import getenv as ask

# idiom: `os.environ["NAME"]`
KEY = os.environ["ENVIRON_A"]  # reads: ENVIRON_A
single = os.environ['ENVIRON_B']  # reads: ENVIRON_B
inside = f"Bearer {os.environ['ENVIRON_C']}"  # reads: ENVIRON_C
number = int(os.environ["ENVIRON_D"].strip())  # reads: ENVIRON_D
renamed = system.environ["ENVIRON_E"]  # reads: ENVIRON_E
joined = os.environ["ENVIRON" "_F"]  # reads: ENVIRON_F
raw = os.environ[r"ENVIRON_G"]  # reads: ENVIRON_G
nested = {"a": [os.environ["ENVIRON_H"], (os.environ["ENVIRON_I"],)]}  # reads: ENVIRON_H, ENVIRON_I


async def later():
    async with client(token=os.environ["ENVIRON_J"]) as opened:  # reads: ENVIRON_J
        return await opened.get(os.environ["ENVIRON_K"])  # reads: ENVIRON_K


match os.environ["ENVIRON_L"]:  # reads: ENVIRON_L
    case "x":
        pass

# idiom: `os.environ.get("NAME")`, with a default or not
os.environ.get("GET_A")  # reads: GET_A?
os.environ.get("GET_B", "x")  # reads: GET_B?
os.environ.get("GET_C") or "x"  # reads: GET_C?
os.environ.get("GET_D", default="x")  # reads: GET_D?
if url := os.environ.get("GET_E"):  # reads: GET_E?
    print(url)

# idiom: `os.getenv("NAME")`, with a default or not
os.getenv("GETENV_A")  # reads: GETENV_A?
os.getenv("GETENV_B", "x")  # reads: GETENV_B?
bool(os.getenv("GETENV_C", "0") == "1")  # reads: GETENV_C?
system.getenv(key="GETENV_D", default=None)  # reads: GETENV_D?

# idiom: `from os import environ, getenv`, under another name too
environ["FROM_A"]  # reads: FROM_A
env["FROM_B"]  # reads: FROM_B
env.get("FROM_C")  # reads: FROM_C?
getenv("FROM_D")  # reads: FROM_D?
ask("FROM_E", "x")  # reads: FROM_E?

# idiom: the environment under a name of the file's own
mine = os.environ
mine["ALIAS_A"]  # reads: ALIAS_A
mine.get("ALIAS_B")  # reads: ALIAS_B?
look = os.environ.get
look("ALIAS_C")  # reads: ALIAS_C?
copied = os.environ.copy()
copied["ALIAS_D"]  # reads: ALIAS_D
plain = dict(os.environ)
plain.get("ALIAS_E")  # reads: ALIAS_E?

# idiom: `os.environ.setdefault("NAME", …)` and `pop`
os.environ.setdefault("DEFAULT_A", "x")  # reads: DEFAULT_A?
os.environ.pop("POP_A")  # reads: POP_A
os.environ.pop("POP_B", None)  # reads: POP_B?

# idiom: `"NAME" in os.environ`
"IN_A" in os.environ  # reads: IN_A?
if "IN_B" not in os.environ:  # reads: IN_B?
    sys.exit("no")
if "IN_C" in os.environ:  # reads: IN_C?
    print(os.environ["IN_C"])  # reads: IN_C?
value = os.environ["IN_D"] if "IN_D" in os.environ else "x"  # reads: IN_D?, IN_D?

# idiom: a read whose failure is caught
try:
    caught = os.environ["TRY_A"]  # reads: TRY_A?
except KeyError:
    caught = "x"
try:
    passed = os.environ["TRY_B"]  # reads: TRY_B
except KeyError as error:
    raise SystemExit("set it") from error
try:
    other = os.environ["TRY_C"]  # reads: TRY_C
except ValueError:
    other = "x"

# idiom: a read that is asked for right after
asked = os.environ.get("ASKED_A")  # reads: ASKED_A
if not asked:
    raise RuntimeError("set ASKED_A")
asked = os.getenv("ASKED_B")  # reads: ASKED_B
other = os.getenv("ASKED_C")  # reads: ASKED_C
if asked is None or other is None:
    sys.exit("set both")
if not os.environ.get("ASKED_D"):  # reads: ASKED_D
    sys.exit(1)
assert os.environ.get("ASKED_E")  # reads: ASKED_E
shown = os.environ.get("ASKED_F")  # reads: ASKED_F?
if not shown:
    print("nothing to show")

# idiom: a constant that holds the name
NAME = "CONSTANT_A"
os.environ[NAME]  # reads: CONSTANT_A
os.getenv(NAME_OF_KEY)  # reads: *

# idiom: a loop over names
for one in ("LOOP_A", "LOOP_B"):  # reads: LOOP_A, LOOP_B
    print(os.environ[one])
NEEDED = [
    "LOOP_C",  # reads: LOOP_C?
    "LOOP_D",  # reads: LOOP_D?
]
missing = [one for one in NEEDED if one not in os.environ]
DEFAULTS = {"LOOP_E": "x"}  # reads: LOOP_E?
both = {key: os.environ.get(key, default) for key, default in DEFAULTS.items()}

# idiom: a name that is computed
os.environ[f"{KEY}_A"]  # reads: *
os.environ["A_" + KEY]  # reads: *
os.environ[names[0]]  # reads: *
os.environb[b"BYTES_A"]  # reads: BYTES_A
