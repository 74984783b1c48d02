# SPDX-License-Identifier: MIT
"""Builds programs for an emulated Cortex-M4, or for this machine in 32 bits, and runs them. What they
measure is memory: it is the same on every core whose numbers are as wide."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "bench/memory"
WORKLOAD = [str(ROOT / "bench/workload" / name) for name in ("user.c", "sizes.c")]
CORE = "cortex-m4"
MACHINE = "mps2-an386"
FLASH, RAM, SIZE = "0x00000000", "0x20000000", "0x00400000"

# newlib starts by the code of the tests; picolibc brings its own.
OWN_START = ["-nostartfiles", "-T", str(ROOT / "test/support/cortex-m.ld"),
             str(ROOT / "test/support/cortex_m_start.c"), "--specs=rdimon.specs",
             f"-Wl,--defsym=vectors={FLASH},--defsym=flash=0x40,--defsym=flash_size=0x3FFFC0",
             f"-Wl,--defsym=ram={RAM},--defsym=ram_size={SIZE}"]
PICOLIBC_START = ["--specs=picolibc.specs", "--oslib=semihost", "--crt0=semihost",
                  f"-Wl,--defsym=__flash={FLASH},--defsym=__flash_size={SIZE}",
                  f"-Wl,--defsym=__ram={RAM},--defsym=__ram_size={SIZE}"]
NANO_START = ["--specs=nano.specs", *OWN_START]

# The C libraries whose malloc is measured: how to link them.
PEERS = {"newlib": OWN_START, "newlib-nano": NANO_START, "picolibc": PICOLIBC_START}

NO_PLATFORM = {"PLATFORM_NONE": 1, "PLATFORM_CORTEX_M": 0, "PLATFORM_POSIX": 0}
LEAN = {"STATS": 0, "PINS": 0} | NO_PLATFORM


class BoardError(Exception):
    """A program can't be built or run. Its text is for a person."""


def output_of(command, **options):
    """What the command prints."""
    try:
        done = subprocess.run(command, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False, **options)
    except OSError as error:
        raise BoardError(f"{command[0]}: {error.strerror}") from None
    if done.returncode != 0:
        raise BoardError(f"{' '.join(map(str, command))}: status {done.returncode}\n{done.stdout}")
    return done.stdout


@dataclass
class Program:
    """A program that was built, of one allocator."""

    file: Path
    folder: Path  # where it runs
    runner: tuple = ("sh", str(ROOT / "toolchains/qemu-system.sh"), "arm", MACHINE)

    def run(self, *arguments):
        """Runs it. What it printed: numbers by name."""
        text = output_of([*self.runner, str(self.file), *map(str, arguments)], cwd=self.folder)
        figures = {name: int(value) for name, value in re.findall(r"^(\w+)=(\d+)$", text, re.M)}
        if not figures:
            raise BoardError(f"{self.file.name} printed no figures:\n{text}")
        return figures


class Board:
    """The compilers for the board and for this machine, and the folders."""

    def __init__(self, compiler, cc, two_files, traces, work):
        self.compiler = compiler
        self.cc = cc
        self.two_files = two_files
        self.traces = traces
        self.work = work

    def compile(self, compiler, name, sources, arguments):
        """A program of these sources: those of this folder by their names. Gives its file."""
        self.work.mkdir(parents=True, exist_ok=True)
        file = self.work / f"{name}.elf"
        output_of([*compiler, "-std=c99", "-ffunction-sections", f"-I{ROOT / 'bench/workload'}",
                   f"-I{HERE}", f"-I{ROOT / 'bench/replay'}", "-o", str(file),
                   *(str(HERE / source) for source in sources), *arguments, "-Wl,--gc-sections"])
        return file

    def build(self, name, sources, arguments):
        """A program for the board."""
        compiler = [self.compiler, f"-mcpu={CORE}", "-mthumb", "-mfloat-abi=soft", "-O2"]
        return Program(self.compile(compiler, name, sources, arguments), self.traces)

    def arguments_of(self, options):
        """What a program is compiled with that is on tinymem with these options."""
        return ['-DADAPTER="adapters/tinymem.h"', f"-I{self.two_files}",
                *(f"-DTM_{option}={value}" for option, value in options.items()),
                str(self.two_files / "tinymem.c")]

    def peer(self, library, name, sources):
        """A program on the malloc of that C library."""
        return self.build(f"{name}_{library}", sources,
                          ['-DADAPTER="adapters/malloc.h"', *PEERS[library]])

    def tinymem(self, name, sources, options):
        """A program for the board, on tinymem with these options."""
        return self.build(name, sources, [*self.arguments_of(options), *OWN_START])

    def host(self, name, sources, options):
        """The same for this machine, in 32 bits."""
        file = self.compile([self.cc, "-m32", "-O0"], name, sources, self.arguments_of(options))
        return Program(file, self.traces, ())

    def malloc_state(self, program):
        """The RAM that malloc has outside its heap, in bytes: it counts too."""
        text = output_of([re.sub("gcc$", "nm", self.compiler), "-S", str(program.file)])
        sizes = re.findall(r"^[0-9a-f]+ ([0-9a-f]+) [bBdD] __malloc_\w+$", text, re.M)
        return sum(int(size, 16) for size in sizes)
