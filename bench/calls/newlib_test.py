# SPDX-License-Identifier: MIT
"""Tests that the instrument gives newlib's malloc the medians that others measured, on W1."""

import argparse
import os
import subprocess
import sys

import records


def main():
    """Runs W1 in 32 KiB and compares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plugin", required=True, metavar="FILE", help="instrument.so")
    parser.add_argument("--core", required=True, help="the core to count for")
    parser.add_argument("--lines", required=True, metavar="FILE",
                        help="where the plug-in may write its lines")
    parser.add_argument("--medians", required=True, nargs=2, type=int, metavar=("ALLOC", "FREE"))
    parser.add_argument("command", nargs="+", help="the emulator and the program")
    options = parser.parse_args()
    plugin = f"-plugin {options.plugin},core={options.core},out={options.lines}"
    subprocess.run([*options.command, "W1", "32768"], check=True, timeout=100,
                   env=os.environ | {"QEMU_OPTIONS": plugin})
    found = [record["median"] for record in
             records.call_records({"pool": 0, "config": ""}, "W1", records.read_lines(options.lines))
             if record["unit"] == "cycles"]
    print(f"newlib, W1, {options.core}: median cycles of alloc and free are {found}, "
          f"expected {options.medians}")
    return 0 if found == options.medians else 1


if __name__ == "__main__":
    sys.exit(main())
