# SPDX-License-Identifier: MIT
"""The project's own model of cycles (tools/wcet/instrument/timing.h), as a shared library."""

import ctypes
from pathlib import Path

# enum instruction_class of timing.h, as far as it matters here.
LOAD, MULTIPLE = 1, 4


class Decoded(ctypes.Structure):
    """struct instruction of timing.h."""

    _fields_ = [("kind", ctypes.c_int), ("result", ctypes.c_uint16), ("address", ctypes.c_uint16),
                ("cycles", ctypes.c_uint8), ("taken", ctypes.c_uint8), ("size", ctypes.c_uint8)]


# What nothing depends on, and nothing is paired with: the instruction before a call's first.
NOTHING = Decoded()


class Timing:
    """The model for one core."""

    def __init__(self, library, core):
        """`library` is timing.c, compiled; `core` is a name that timing_core knows."""
        self.library = ctypes.CDLL(str(Path(library).resolve()))
        self.library.timing_decode.restype = Decoded
        self.library.timing_cycles.restype = ctypes.c_uint
        self.core = self.library.timing_core(core.encode())
        if self.library.timing_core(b"") == self.core:
            raise ValueError(f"the model does not know {core}")

    def decode(self, halves):
        """An instruction of one or two half-words."""
        first, second = (*halves, 0)[:2]
        return self.library.timing_decode(self.core, ctypes.c_uint16(first),
                                          ctypes.c_uint16(second))

    def cycles(self, before, instruction, taken, done):
        """What an instruction takes right after `before`; not `done`: an IT block skips it."""
        return self.library.timing_cycles(self.core, ctypes.byref(before),
                                          ctypes.byref(instruction), ctypes.c_bool(taken),
                                          ctypes.c_bool(done))
