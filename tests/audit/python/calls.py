"""Where another file's function is used, and the environment not named."""

import elsewhere
from elsewhere import fetch as get

elsewhere.fetch("OUTSIDE_C")  # reads: OUTSIDE_C
get("OUTSIDE_D")  # reads: OUTSIDE_D
