# SPDX-License-Identifier: MIT
"""Tests the instrument on the program reference (reference.c), in QEMU.

1. The plug-in writes of each sequence what was counted by hand.
2. A second witness: the guest's own counter of instructions. Of each call it counts the same number
   more than the plug-in, as it stands further outside: the mark, and the way there and back.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

# The most that the guest may count on top of the plug-in.
MOST_OUTSIDE = 20


def run(command, argument, options):
    """The lines that the program prints."""
    done = subprocess.run([*command, argument], env=os.environ | {"QEMU_OPTIONS": options},
                          stdout=subprocess.PIPE, text=True, timeout=120)
    if done.returncode != 0:
        sys.exit(f"FAIL  exit status {done.returncode}:\n{done.stdout}")
    return done.stdout.splitlines()


def check_sequences(expected, lines):
    """Compares the plug-in's lines with those that were counted by hand; gives what differs."""
    bad = 0
    for wanted, line in zip(expected, lines):
        *numbers, name = wanted.split()
        if numbers != line.split():
            print(f"FAIL  {name}: code, instructions, cycles, critical are {line}, "
                  f"by hand {' '.join(numbers)}")
            bad += 1
    return bad


def check_witness(guest, lines):
    """Compares both counts of each call; gives what differs."""
    counted = [int(line.split()[1]) for line in lines]
    if len(guest) != len(counted):
        print(f"FAIL  the guest counted {len(guest)} calls, the plug-in {len(counted)}")
        return 1
    outside = int(guest[0]) - counted[0]
    bad = [number for number, (by_guest, by_plugin) in enumerate(zip(guest, counted), 1)
           if int(by_guest) - by_plugin != outside]
    for number in bad[:10]:
        print(f"FAIL  call {number}: the guest counted {guest[number - 1]} instructions, "
              f"the plug-in {counted[number - 1]} (+ {outside})")
    if not 0 < outside <= MOST_OUTSIDE:
        print(f"FAIL  the guest counts {outside} instructions more, not 1 to {MOST_OUTSIDE}")
        return 1
    print(f"{len(guest)} calls: the guest counts {outside} instructions more of each")
    return len(bad)


def main():
    """Runs the program twice, and compares."""
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plugin", required=True, metavar="FILE", help="instrument.so")
    parser.add_argument("--core", required=True, help="the core to count for")
    parser.add_argument("--lines", required=True, type=Path, metavar="FILE",
                        help="where the plug-in may write its lines")
    parser.add_argument("command", nargs="+", help="the emulator and the program")
    options = parser.parse_args()
    expected = run(options.command, "expect",
                   f"-plugin {options.plugin},core={options.core},out={options.lines}")
    lines = options.lines.read_text(encoding="ascii").splitlines()
    guest = run(options.command, "count", "-icount shift=10")
    bad = check_sequences(expected, lines) + check_witness(guest, lines)
    print(f"{len(expected)} sequences by hand, {bad} failures")
    return 1 if bad or not expected else 0


if __name__ == "__main__":
    sys.exit(main())
