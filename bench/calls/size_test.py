# SPDX-License-Identifier: MIT
"""Tests of size.py, on listings of made-up programs: stand-ins for nm and objdump print them."""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent

# What objdump -h says. Flash holds the first three; then come RAM, and what is not loaded.
SECTIONS = """
program:     file format elf32-littlearm

Sections:
Idx Name          Size      VMA       LMA       File off  Algn
  0 .text         00000300  00008000  00008000  00001000  2**2
                  CONTENTS, ALLOC, LOAD, READONLY, CODE
  1 .rodata       00000056  00008300  00008300  00001300  2**1
                  CONTENTS, ALLOC, LOAD, READONLY, DATA
  2 .data         00000004  0000aea2  00008356  00001356  2**0
                  CONTENTS, ALLOC, LOAD, DATA
  3 .bss          00010000  0000aea4  0000aea4  00001358  2**2
                  ALLOC
  4 .comment      00000026  00000000  00000000  00001358  2**0
                  CONTENTS, READONLY
  5 .debug_info   0000002f  00000000  00000000  00001380  2**0
                  CONTENTS, READONLY, DEBUGGING, OCTETS
"""

SYMBOLS = """\
00008000 00000020 T core_calls
00008020 00000100 T tm_alloc_made_with_CHECKS_1
00008120 00000040 t step
00008160 00000014 T __gnu_thumb1_case_uhi
00008300 00000056 r plans
0000aea4 00007f00 b tm_pool_made_with_CHECKS_1
00012da4 00000094 b state
0000b29c B __bss_end__
"""

# And of the archive of the pool.
OWN = """\

tinymem.c.obj:
         U __gnu_thumb1_case_uhi
00000000 00000100 T tm_alloc_made_with_CHECKS_1
00000000 00000040 t step
00000000 00000056 r plans
00000000 00007f00 b tm_pool_made_with_CHECKS_1
00000000 00000094 b state
"""


class Sizes(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        for name, text in (("program", SYMBOLS), ("library", OWN), ("sections", SECTIONS)):
            (self.folder / name).write_text(text)
        self.tool("nm", 'cat "$2"')
        self.tool("objdump", f'cat "{self.folder}/sections"')

    def tool(self, name, command):
        """Writes a stand-in for a tool."""
        (self.folder / name).write_text(f"#!/bin/sh\n{command}\n")
        (self.folder / name).chmod(0o755)

    def run_size(self, *arguments):
        """Runs size.py; gives its exit status."""
        return subprocess.run(
            [sys.executable, "-B", HERE / "size.py", "--targets", "cortex-m0,cortex-m0plus",
             "--records", self.folder / "records", "--nm", self.folder / "nm", *arguments],
            capture_output=True).returncode

    def records(self, name):
        """What a file of records holds."""
        text = (self.folder / "records" / name).read_text()
        return [json.loads(line) for line in text.splitlines()]

    def plan(self, what):
        """Writes a plan of one program."""
        (self.folder / "plan").write_text(f"{self.folder}/program|{what}|CHECKS 0|32768\n")
        return self.folder / "plan"

    def test_flash_is_all_that_is_loaded_but_the_entry(self):
        plan = self.plan("flash, sections")
        self.assertEqual(self.run_size("--flash", plan, "--objdump", self.folder / "objdump"), 0)
        for target in ("cortex-m0", "cortex-m0plus"):
            self.assertEqual(self.records(f"flash-{target}.jsonl"), [
                {"target": target, "allocator": "tinymem", "config": "CHECKS 0", "pool": 32768,
                 "figure": "flash, sections", "value": 0x300 + 0x56 + 4 - 0x20, "unit": "bytes"}])

    def test_a_program_without_its_entry_is_refused(self):
        (self.folder / "program").write_text(SYMBOLS.replace("core_calls", "other"))
        plan = self.plan("flash, sections")
        self.assertNotEqual(self.run_size("--flash", plan, "--objdump", self.folder / "objdump"), 0)

    def test_flash_needs_objdump(self):
        self.assertEqual(self.run_size("--flash", self.plan("flash, sections")), 2)

    def test_symbols_are_told_apart_by_their_archive(self):
        self.assertEqual(self.run_size("--plan", self.plan(f"{self.folder}/library")), 0)
        self.assertEqual({record["figure"]: record["value"]
                          for record in self.records("size-cortex-m0plus.jsonl")},
                         {"code, core calls and tm_thread": 0x100 + 0x40 + 0x56,
                          "code, what they need of libgcc and libc": 0x14,
                          "state, static RAM": 0x94})


if __name__ == "__main__":
    unittest.main()
