# SPDX-License-Identifier: MIT
"""Gives spoiled files to the readers of the benchmarks' records: they take them, or say what is wrong.

The readers are those of bench/report/records.py. Good files are spoiled byte by byte and line by
line, the same way each time. Any exception but RecordError is a find.
"""

import argparse
import json
import random
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "bench" / "report"))
import records  # noqa: E402 (its folder had to be named first)

COMMON = {"target": "cortex-m4", "allocator": "tinymem", "config": "lean", "pool": 32768}
CALL = COMMON | {"workload": "W1", "call": "alloc", "count": 9, "min": 2, "median": 3, "p99": 5,
                 "max": 10, "unit": "cycles"}
FIGURE = COMMON | {"figure": "code", "value": 0.5, "unit": "bytes"}
SERIES = COMMON | {"series": "room", "points": [[8, 1e2], [64, 2]], "x": "bytes", "y": "cycles"}

# What is put in the place of some bytes.
MORSELS = [b"", b"\0", b"\xff", b"-1", b"1e999", b"NaN", b"null", b"[]", b"{}", b'""', b"\n", b"#",
           b",", b"9" * 400, b"[" * 3000, b"\\ud800"]


def read_lines(file):
    """collect, of a folder with this one file in it."""
    return records.collect(file.parent)


def read_list(file):
    """load, of this one file."""
    return records.load([file])


def read_table(file):
    """read_table, and the numbers of the table."""
    return records.read_table(file)


# Each reader, the name of its file, and a file that it takes.
READERS = [
    (read_lines, "a.jsonl", "".join(json.dumps(r) + "\n" for r in (CALL, FIGURE, SERIES)).encode()),
    (read_list, "results.json", records.as_json([CALL, FIGURE]).encode()),
    (read_table, "a.csv", b"# words\ntrace,bytes\nlua,10\nsql,12.5\n"),
]


def spoil(good, dice):
    """The file with some bytes replaced, left out or doubled."""
    data = bytearray(good)
    for _ in range(dice.randint(1, 4)):
        first = dice.randrange(len(data) + 1)
        last = min(len(data), first + dice.choice((0, 1, 1, 4, 30)))
        piece = bytes(data[first:last])
        data[first:last] = dice.choice((dice.choice(MORSELS), dice.randbytes(1), piece * 2))
    return bytes(data)


def main():
    """Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=4000, help="spoiled files for each reader")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dice = random.Random(options.seed)
    for reader, name, good in READERS:
        refused = 0
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / name
            file.write_bytes(good)
            reader(file)
            for _ in range(options.files):
                data = spoil(good, dice)
                file.write_bytes(data)
                try:
                    reader(file)
                except records.RecordError:
                    refused += 1
                except Exception as error:  # pylint: disable=broad-except
                    print(f"{reader.__name__}: {type(error).__name__}: {error}\n{data[:2000]!r}")
                    return 1
        print(f"{reader.__name__}: {refused} of {options.files} spoiled files were refused")
    return 0


if __name__ == "__main__":
    sys.exit(main())
