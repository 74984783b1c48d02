# SPDX-License-Identifier: MIT
"""Tests of the analysis on assembly whose cycles were counted by hand, for Cortex-M4."""

import subprocess
import tempfile
import unittest
from pathlib import Path

import cost
import source
import tables
from facts import Facts
from flow import FlowError
from longest import Analysis
from program import Program
from timing import Timing

TIMING = Path(__file__).resolve().parent / "instrument" / "timing.c"

LISTING = """
00008000 <straight>:
    8000:\t6803      \tldr\tr3, [r0, #0]
    8002:\t680a      \tldr\tr2, [r1, #0]
    8004:\t189b      \tadds\tr3, r3, r2
    8006:\t6003      \tstr\tr3, [r0, #0]
    8008:\t4770      \tbx\tlr

0000800a <fork>:
    800a:\t2800      \tcmp\tr0, #0
    800c:\td003      \tbeq.n\t8016 <fork+0xc>
    800e:\t210c      \tmovs\tr1, #12
    8010:\tfbb0 f0f1 \tudiv\tr0, r0, r1
    8014:\t4770      \tbx\tlr
    8016:\t2001      \tmovs\tr0, #1
    8018:\t4770      \tbx\tlr

0000801a <skip>:
    801a:\t2800      \tcmp\tr0, #0
    801c:\tbf0c      \tite\teq
    801e:\t6808      \tldreq\tr0, [r1, #0]
    8020:\t2003      \tmovne\tr0, #3
    8022:\t4770      \tbx\tlr

00008024 <rounds>:
    8024:\t2200      \tmovs\tr2, #0
    8026:\t5082      \tstr\tr2, [r0, r2]
    8028:\t3204      \tadds\tr2, #4
    802a:\t428a      \tcmp\tr2, r1
    802c:\td1fb      \tbne.n\t8026 <rounds+0x2>
    802e:\t4770      \tbx\tlr

00008030 <answer>:
    8030:\t2805      \tcmp\tr0, #5
    8032:\td004      \tbeq.n\t803e <answer+0xe>
    8034:\t210c      \tmovs\tr1, #12
    8036:\tfbb0 f2f1 \tudiv\tr2, r0, r1
    803a:\t2001      \tmovs\tr0, #1
    803c:\t4770      \tbx\tlr
    803e:\t2000      \tmovs\tr0, #0
    8040:\t4770      \tbx\tlr

00008042 <asks>:
    8042:\tb510      \tpush\t{r4, lr}
    8044:\tf7ff fff4 \tbl\t8030 <answer>
    8048:\t2800      \tcmp\tr0, #0
    804a:\td104      \tbne.n\t8056 <asks+0x14>
    804c:\t2103      \tmovs\tr1, #3
    804e:\tfbb0 f2f1 \tudiv\tr2, r0, r1
    8052:\tfbb0 f3f1 \tudiv\tr3, r0, r1
    8056:\tbd10      \tpop\t{r4, pc}

00008058 <jumps>:
    8058:\t2802      \tcmp\tr0, #2
    805a:\td809      \tbhi.n\t8070 <jumps+0x18>
    805c:\te8df f000 \ttbb\t[pc, r0]
    8060:\t00070402 \t.word\t0x00070402
    8064:\t2001      \tmovs\tr0, #1
    8066:\t4770      \tbx\tlr
    8068:\t2002      \tmovs\tr0, #2
    806a:\t2002      \tmovs\tr0, #2
    806c:\t4770      \tbx\tlr
    806e:\t2003      \tmovs\tr0, #3
    8070:\t4770      \tbx\tlr

00008072 <calls_itself>:
    8072:\tb508      \tpush\t{r3, lr}
    8074:\tf7ff fffd \tbl\t8072 <calls_itself>
    8078:\tbd08      \tpop\t{r3, pc}

0000807a <nested>:
    807a:\t2204      \tmovs\tr2, #4
    807c:\t2303      \tmovs\tr3, #3
    807e:\t3b01      \tsubs\tr3, r3, #1
    8080:\t6003      \tstr\tr3, [r0, #0]
    8082:\td1fc      \tbne.n\t807e <nested+0x4>
    8084:\t3a01      \tsubs\tr2, r2, #1
    8086:\t600a      \tstr\tr2, [r1, #0]
    8088:\td1f8      \tbne.n\t807c <nested+0x2>
    808a:\t4770      \tbx\tlr

00008090 <stops_made_with_POOL_SIZE_32768>:
    8090:\t2800      \tcmp\tr0, #0
    8092:\td001      \tbeq.n\t8098 <stops_made_with_POOL_SIZE_32768+0x8>
    8094:\t4770      \tbx\tlr
    8096:\tbf00      \tnop
    8098:\t2001      \tmovs\tr0, #1
    809a:\tdeff      \tudf\t#255\t@ 0xff
"""

# The table of jumps, as it lies in the program.
SEGMENTS = [(0x8060, bytes([2, 4, 7, 0]))]

SOURCE = """void rounds(void)
{
    do {%s
        store();
    } while (more());
}
void nested(void)
{
    do { /* bound: 4 */
        start();
        do {%s
            work();
        } while (more());
        end();
    } while (again());
}
"""

# The lines of the loops' instructions.
LINES = {0x8026: 4, 0x8028: 4, 0x802a: 5, 0x802c: 5,
         0x807c: 10, 0x807e: 12, 0x8080: 12, 0x8082: 13, 0x8084: 14, 0x8086: 14, 0x8088: 15}


class BoundsTest(unittest.TestCase):
    """What all tests need: the model of cycles, and sources in a folder."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        library = cls.folder / "timing.so"
        subprocess.run(["cc", "-std=c99", "-shared", "-fPIC", "-o", library, TIMING], check=True)
        cls.timing = Timing(library, "cortex-m4")

    def analysis(self, outer="", inner="", facts=(), **options):
        """An analysis of the program, with these comments at its loops."""
        folder = self.folder / "src"
        folder.mkdir(exist_ok=True)
        (folder / "loops.c").write_text(SOURCE % (outer, inner), encoding="utf-8")
        program = Program(LISTING, SEGMENTS)
        for address, line in LINES.items():
            name = program.function_at(address).name
            program.frames[address] = [(name, "loops.c", line)]
        numbers = {str(number): number for number in range(10)}
        return Analysis(program, self.timing, source.Loops(folder), numbers, Facts(list(facts)),
                        **options)

    def longest(self, name, *comments, **options):
        """What a function takes at most, for a person."""
        return [tables.show(each) for each, _ in self.analysis(*comments, **options).longest(name)]


class WaysTest(BoundsTest):
    """Ways without loops."""

    def test_straight(self):
        self.assertEqual(self.longest("straight"), ["8"])  # 2, 1 after a load, 1, 1, 3

    def test_the_longer_branch_counts(self):
        self.assertEqual(self.longest("fork"), ["18"])  # not 8

    def test_a_way_that_ends_the_program_does_not_count(self):
        self.assertEqual(self.longest("stops"), ["5"])  # 1, 1, 3

    def test_an_it_block_does_one_of_two_things(self):
        self.assertEqual(self.longest("skip"), ["8"])  # 1, 1, 2, 1, 3

    def test_a_table_of_jumps_leads_to_all_its_targets(self):
        self.assertEqual(self.longest("jumps"), ["11"])

    def test_a_call_is_followed_as_it_returned(self):
        self.assertEqual(self.longest("asks"), ["46"])  # 57 with the longest answer's other way

    def test_recursion_is_refused(self):
        with self.assertRaisesRegex(FlowError, "calls itself"):
            self.longest("calls_itself")


class LoopsTest(BoundsTest):
    """Loops, and their bounds."""

    def test_rounds(self):
        self.assertEqual(self.longest("rounds", " /* bound: 5 */"), ["42"])
        self.assertEqual(self.longest("rounds", " /* bound: 9 */"), ["74"])

    def test_the_bound_is_a_parameter(self):
        self.assertEqual(self.longest("rounds", " /* bound: n */"), ["2 + 8 n"])
        self.assertEqual(self.longest("rounds", " /* bound: bytes / 16 */"), ["2 + 0.5 bytes"])

    def test_a_round_that_a_slice_pays_for(self):
        comment = " /* bound: 5, COST_NODE each: so it is */"
        self.assertEqual(self.longest("rounds", comment), ["42"])
        self.assertEqual(self.longest("rounds", comment, charged=True), ["2 + 8 COST_NODE"])

    def test_a_loop_without_a_bound_is_refused(self):
        with self.assertRaisesRegex(FlowError, "loops.c:3: no bound"):
            self.longest("rounds")

    def test_loops_in_loops(self):
        self.assertEqual(self.longest("nested", "", " /* bound: 3 */"), ["78"])

    def test_rounds_in_all(self):
        self.assertEqual(self.longest("nested", "", " /* bound: 6 in all */"), ["63"])


class FactsTest(BoundsTest):
    """Facts leave out ways."""

    def test_never(self):
        fact = {"kind": "never", "function": "asks", "code": "answer"}
        self.assertEqual(self.longest("asks", facts=[fact]), [])

    def test_not_both(self):
        fact = {"kind": "not-both", "function": "nested", "first": "nested", "then": "nested"}
        self.assertEqual(self.longest("nested", "", " /* bound: 3 */", facts=[fact]), [])

    def test_a_fact_on_what_is_not_there_is_refused(self):
        fact = {"kind": "never", "code": "nobody"}
        with self.assertRaisesRegex(FlowError, "no such function"):
            Facts([fact], self.analysis().sources)

    def test_what_is_not_looked_into(self):
        self.assertEqual(self.longest("asks", opaque=("answer",)), ["38 + answer"])


class CostTest(unittest.TestCase):
    """Costs, and their tables."""

    def test_the_largest_cover_the_others(self):
        one, other = {(): 5, ("n",): 2}, {(): 9, ("n",): 1}
        self.assertEqual(cost.largest([one, other, {(): 5}]), [one, other])

    def test_a_measure_above_its_bound_is_told(self):
        config = {"config": "lean", "calls": {"tm_free": [[["", 10]]]}, "records": [],
                  "cases": [{"call": "tm_free", "measured": 11, "derived": 10, "what": "x"}],
                  "phases": {"slice_derived": 9}}
        results = [{"core": "cortex-m4", "configs": [config]}]
        self.assertEqual(len(list(tables.broken(results))), 1)
        config["cases"][0]["measured"] = 10
        config["records"] = [{"call": "tm_free", "measured": 11, "what": "y"},
                             {"call": "tm_thread", "measured": 10, "what": "z"}]
        self.assertEqual(len(list(tables.broken(results))), 2)


if __name__ == "__main__":
    unittest.main()
