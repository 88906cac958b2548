"""Load from wrk: each connection a signed-in learner of its own, answers other than 200 counted as failures."""

import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

SCRIPT = """
local cookies = { %s }
local turn = 0
request = function()
  turn = turn %% #cookies + 1
  return wrk.format("GET", wrk.path, { ["Cookie"] = cookies[turn] })
end
"""


def requests_a_second(url: str, cookies: Sequence[str] = (), *, seconds: int = 5, connections: int = 8) -> float:
    """Answers a second from one address. Raises if any answer was not a 2xx or 3xx."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", url]
        if cookies:
            script = Path(folder) / "learners.lua"
            script.write_text(SCRIPT % ", ".join(f'"{cookie}"' for cookie in cookies), encoding="ascii")
            command[1:1] = ["-s", str(script)]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said:
        raise RuntimeError(f"{url} did not answer with pages:\n{said}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if found is None:
        raise RuntimeError(f"wrk said nothing of use:\n{said}")
    return float(found[1])
