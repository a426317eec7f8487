"""On what a figure was measured: the processor, what it has for networks of 8 bits, and the day."""

from __future__ import annotations

import os
import platform
from datetime import date
from pathlib import Path

# What ONNX Runtime's products of bytes are quick with, the quickest first, as Linux names it.
_QUICK = {
    "amx_int8": "AMX",
    "avx512_vnni": "AVX-512 VNNI",
    "avx_vnni": "AVX VNNI",
    "asimddp": "dot product",
    "avx2": "AVX2 without VNNI",
}


def describe_processor() -> str:
    """One line, such as "AMD EPYC (AVX-512 VNNI), 2 cores, Linux, Python 3.11.7, 2026-12-01"."""
    told: dict[str, str] = {}
    information = Path("/proc/cpuinfo")
    if information.exists():
        rows = (line.partition(":") for line in information.read_text("utf-8").splitlines())
        told = {name.strip(): value.strip() for name, _, value in rows}
    flags = set(told.get("flags", told.get("Features", "")).split())
    quick = next((name for flag, name in _QUICK.items() if flag in flags), "extensions unknown")
    name = told.get("model name") or platform.processor() or platform.machine()
    python = f"{platform.system()}, Python {platform.python_version()}"
    return f"{name} ({quick}), {os.cpu_count()} cores, {python}, {date.today().isoformat()}"
