# SPDX-License-Identifier: MIT
"""How much of its RAM an allocator can give to blocks: see room.c."""

from statistics import median_low

from board import CORE, LEAN, PEERS, WORKLOAD

POOL = 32768
SOURCES = ["room.c", "heap.c", *WORKLOAD]
SEEDS = range(1, 11)
OBJECTS = (8, 16, 32, 64)
PIECE = 32

# For the bits a slot: what else is set, the two pools, and the size of the objects. 8-bit pools
# are small: only small objects make enough slots to tell.
SLOTS = {"lean": ({}, (32768, 65536), 32),
         "INDEXES 65535": ({"INDEXES": 65535}, (32768, 65536), 32),
         "INDEX_BITS 8": ({"INDEX_BITS": 8}, (512, 1016), 8),
         "INDEX_BITS 8, INDEXES 255": ({"INDEX_BITS": 8, "INDEXES": 255}, (512, 1016), 8)}


def record(allocator, config, pool, figure, value, unit):
    """One record of the board."""
    return {"target": CORE, "allocator": allocator, "config": config, "pool": pool,
            "figure": figure, "value": value, "unit": unit}


def measure(allocator, config, program, outside):
    """The records of one allocator that has `outside` bytes outside its heap."""
    def run(work, number):
        return program.run(POOL, outside, work, number)

    def figure(name, value, unit):
        return record(allocator, config, POOL, name, value, unit)

    live = median_low(run("payload", seed)["live"] for seed in SEEDS)
    found = [figure("usable payload, W2", round(live / POOL, 4), "ratio")]
    for size in OBJECTS:
        count = run("objects", size)["objects"]
        found += [figure(f"objects of {size} bytes that fit", count, "objects"),
                  figure(f"bits an object of {size} bytes",
                         round((POOL - count * size) * 8 / count, 2), "bits")]
    pieces = run("pieces", PIECE)
    name = "largest block after every second is freed"
    found.append(figure(name, pieces["largest"], "bytes"))
    if allocator == "tinymem":
        found.append(figure(f"{name}, then tm_thread", pieces["largest_after"], "bytes"))
    return found


def peer(board, library):
    """The records of a C library's malloc."""
    program = board.peer(library, "room", SOURCES)
    return measure(library, "default", program, board.malloc_state(program))


def ours(board, config, options):
    """The records of tinymem with these options."""
    program = board.tinymem(f"room_{config}", SOURCES, {"POOL_SIZE": POOL} | options)
    return measure("tinymem", config, program, 0)


def slots(board, config):
    """The bits that a slot takes in all: what a larger pool has more for itself, a slot more."""
    options, pools, size = SLOTS[config]
    ends = []
    for pool in pools:
        name = f"slots_{config.replace(', ', '_').replace(' ', '')}_{pool}"
        program = board.tinymem(name, SOURCES, LEAN | options | {"POOL_SIZE": pool})
        ends.append(program.run(pool, 0, "objects", size))
    bits = 8 * (ends[1]["overhead"] - ends[0]["overhead"]) / (ends[1]["slots"] - ends[0]["slots"])
    return [record("tinymem", config, pools[1], "bits a slot", round(bits, 2), "bits")]


def jobs(board):
    """What there is to measure, as functions that give records."""
    return ([lambda library=library: peer(board, library) for library in PEERS]
            + [lambda: ours(board, "lean", LEAN), lambda: ours(board, "default", {})]
            + [lambda config=config: slots(board, config) for config in SLOTS])
