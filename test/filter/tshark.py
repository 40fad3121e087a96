#!/usr/bin/env python3
"""Asks tshark again which packets each filter of tshark.tsv lets through, and writes the answers there.

    python3 test/filter/tshark.py

A row is a fixture, a filter and the answer: numbers of packets, or "!" with the place of the mistake that tshark
points at ("! 12 4": 4 characters from the 13th on; only "!" where it points at nothing).
"""
import pathlib
import subprocess

HERE = pathlib.Path(__file__).parent
FIXTURES = HERE.parent.parent / "fixtures"
TABLE = HERE / "tshark.tsv"
# As tshark has to be told to see what we see.
TSHARK = ["tshark", "-n", "-o", "ip.try_heuristic_first:TRUE", "-o", "ipv6.try_heuristic_first:TRUE"]


def ranges(numbers):
    """1 2 3 5 -> 1-3,5"""
    parts = []
    for n in numbers:
        if parts and parts[-1][1] == n - 1:
            parts[-1][1] = n
        else:
            parts.append([n, n])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)


def ask(fixture, text):
    command = [*TSHARK, "-r", FIXTURES / fixture, "-Y", text, "-T", "fields", "-e", "frame.number"]
    done = subprocess.run(command, capture_output=True, text=True, env={"TZ": "UTC", "PATH": "/usr/bin:/bin"})
    if done.returncode == 0:
        return ranges([int(n) for n in done.stdout.split()])
    for line in done.stderr.splitlines():
        if line.strip().startswith("^"):
            # tshark indents both the filter and the mark by four spaces.
            return f"! {len(line) - len(line.lstrip()) - 4} {len(line.strip())}"
    return "!"


rows = [line.split("\t") for line in TABLE.read_text().splitlines()]
TABLE.write_text("".join(f"{fixture}\t{text}\t{ask(fixture, text)}\n" for fixture, text, *_ in rows))
