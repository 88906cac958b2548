"""The memory of a process of a benchmark."""

import resource
from pathlib import Path


def peak_mb() -> float:
    """The most memory that this process had. Linux counts its parent's before it began into getrusage, so ask that."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text(encoding="ascii").split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
