# SPDX-License-Identifier: MIT
"""What tidying costs against how full the pool is: see fill.c. On this machine, as all that is asked
for is what the pool does; in the mean over pools of eight sizes."""

from statistics import mean

from board import NO_PLATFORM, WORKLOAD

POOL = 32768
SIZES = range(POOL - 32, POOL + 32, 8)
SOURCES = ["fill.c", *WORKLOAD]
FILLS = (70, 80, 85, 90, 95, 99)
CONFIGS = {"default": {}, "READ_BARRIER on": {"READ_BARRIER": 1}}


def curve(board, config):
    """The record of one configuration."""
    def moved(program, fill):
        found = program.run(fill)
        return found["moved_bytes"] / found["asked_bytes"]

    programs = [board.host(f"fill_{config.split()[0].lower()}_{size}", SOURCES,
                           {"POOL_SIZE": size} | NO_PLATFORM | CONFIGS[config]) for size in SIZES]
    points = [[fill / 100, round(mean(moved(program, fill) for program in programs), 5)]
              for fill in FILLS]
    return [{"series": "moved bytes against fill", "target": "host-32", "allocator": "tinymem",
             "config": config, "pool": POOL, "points": points, "x": "live share",
             "y": "bytes moved per byte allocated"}]


def jobs(board):
    """What there is to measure, as functions that give records."""
    return [lambda config=config: curve(board, config) for config in CONFIGS]
