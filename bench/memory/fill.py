# SPDX-License-Identifier: MIT
"""What tidying costs against how full the pool is: see fill.c."""

from board import CORE, WORKLOAD

POOL = 32768
SOURCES = ["fill.c", *WORKLOAD]
FILLS = (70, 80, 85, 90, 95, 99)
CONFIGS = {"default": {}, "READ_BARRIER on": {"READ_BARRIER": 1}}


def curve(board, config):
    """The record of one configuration."""
    name = f"fill_{config.split()[0].lower()}"
    program = board.tinymem(name, SOURCES, {"POOL_SIZE": POOL} | CONFIGS[config])
    points = []
    for fill in FILLS:
        found = program.run(fill)
        points.append([fill / 100, round(found["moved_bytes"] / found["asked_bytes"], 5)])
    return [{"series": "moved bytes against fill", "target": CORE, "allocator": "tinymem",
             "config": config, "pool": POOL, "points": points, "x": "live share",
             "y": "bytes moved per byte allocated"}]


def jobs(board):
    """What there is to measure, as functions that give records."""
    return [lambda config=config: curve(board, config) for config in CONFIGS]
