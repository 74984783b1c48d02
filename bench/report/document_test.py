# SPDX-License-Identifier: MIT
"""Tests of the documents, and of the data files and the template that lie beside them."""

import contextlib
import io
import unittest
from pathlib import Path

import goals
import records
import rows
from report_test import ALL, ReportTest, call, figure

HERE = Path(__file__).resolve().parent
PEERS = HERE.parent / "peers"


class Documents(ReportTest):
    def fill(self, text, found, *more):
        """Fills a template with these records; gives exit status, text and what was printed."""
        template = self.folder / "template.md.in"
        template.write_text(f"first\n{text}\nlast\n")
        out = self.folder / "out.md"
        status, printed = self.run_report(
            "--document", template, "--results", self.write("results.json", found), "--out", out,
            "--plots", self.folder / "plots", *more)
        return status, out.read_text() if out.exists() else "", printed

    def test_tables_are_filled_in(self):
        status, text, _ = self.fill("@table:calls cortex-m4 W1@", [*ALL[:4], call(config="PINS 8")])
        self.assertEqual(status, 0)
        self.assertIn("| cycles: median / p99 / max | tinymem, lean | tinymem, default | newlib |\n"
                      "| --- | ---: | ---: | ---: |\n"
                      "| W1, alloc | 30 / 500 / 1,000 | 35 / 500 / 1,000 | 88 / 500 / 1,000 |\n"
                      "| W1, free | 56 / 500 / 1,000 | - | - |\nlast\n", text)

    def test_options_show_what_they_add_to_lean(self):
        found = [*ALL[:3], call(config="waiting"), call(config="-Os, pinned 1")]
        text = self.fill("@table:options cortex-m4 W1@", found)[1]
        self.assertIn("| default | +5 / 0 |", text)
        self.assertNotIn("waiting", text)
        self.assertNotIn("pinned", text)

    def test_flash_stands_beside_lean_of_the_same_pool(self):
        def flash(value, lto=False, **changes):
            return figure("flash, sections and LTO" if lto else "flash, sections", value, **changes)

        found = [flash(7520), flash(7324, True), flash(7296, config="CHECKS 0"),
                 flash(7116, True, config="CHECKS 0"), flash(7900, config="default"),
                 flash(7340, pool=1016), flash(7000, pool=1016, config="CHECKS 0"),
                 flash(1, pool=64, config="STATS on"), flash(9, target="avr"), figure("code", 3)]
        text = self.fill("@table:flash cortex-m4@", found)[1]
        self.assertIn("| pool | configuration | sections | added | sections and LTO | added |\n"
                      "| ---: | --- | ---: | ---: | ---: | ---: |\n"
                      "| 32,768 | lean | 7,520 | - | 7,324 | - |\n"
                      "| 32,768 | default | 7,900 | +380 | - | - |\n"
                      "| 32,768 | CHECKS 0 | 7,296 | -224 | 7,116 | -208 |\n"
                      "| 1,016 | lean | 7,340 | - | - | - |\n"
                      "| 1,016 | CHECKS 0 | 7,000 | -340 | - | - |\n"
                      "| 64 | STATS on | 1 | - | - | - |\nlast\n", text)

    def test_configurations_stand_beside_all_peers(self):
        found = [*ALL[:5], call(config="pinned 4", median=90), call("newlib", 80, pool=1024)]
        text = self.fill("@table:compare cortex-m4 32768 lean pinned*@", found)[1]
        self.assertIn("| tinymem, pinned 4 | 90 / 1,000 | - |", text)
        self.assertIn("| newlib | 88 / 1,000 | - |", text)
        self.assertNotIn("default", text)

    def test_calls_of_some_pools(self):
        found = [call(), call(pool=1024, median=31), call(pool=4096, median=32)]
        text = self.fill("@table:calls cortex-m4 W1 1024,4096@", found)[1]
        self.assertIn("| W1, alloc, pool 1,024 | 31 / 500 / 1,000 |", text)
        self.assertIn("| W1, alloc, pool 4,096 | 32 / 500 / 1,000 |", text)
        self.assertNotIn("32,768", text)

    def test_targets_and_pools_are_told_apart(self):
        found = [figure("code", 1), figure("code", 2, target="cortex-m0"),
                 figure("code", 3, pool=1)]
        text = self.fill("@table:figures * code@", found)[1]
        self.assertIn("| code, cortex-m0, pool 32,768 [bytes] | 2 |\n"
                      "| code, cortex-m4, pool 1 [bytes] | 3 |\n"
                      "| code, cortex-m4, pool 32,768 [bytes] | 1 |", text)

    def test_refused_calls_stand_apart(self):
        text = self.fill("@table:calls cortex-m4 W2@", [ALL[4]])[1]
        self.assertIn("| W2, alloc, refused | 7 times: 30 / 500 / 1,000 |", text)

    def test_goals_are_judged_beside_the_best_peer(self):
        found = [call(median=40), call(workload="W2", median=45), call("newlib", 60),
                 call(call="free"), call(call="free", workload="W2", median=66),
                 call(outcome="refused", median=99)]
        text = self.fill("@table:goals@\n@table:missed@", found)[1]
        self.assertIn("alloc, median, W1 / W2 [cycles] | 60 (newlib) / 82 (tlsf-bsd, ", text)
        self.assertIn("| <= 40 / 45 | 40 / 45 | met |", text)
        self.assertIn("| <= 60 / 65 | 30 / 66 | MISSED |", text)
        self.assertIn("- **free, median, W1 / W2**: 30 / 66 instead of <= 60 / 65.", text)
        self.assertIn(">= 0.87 | - | not measured |", text)

    def test_plots_are_linked_where_they_were_drawn(self):
        (self.folder / "plots").mkdir()
        (self.folder / "plots" / "here.svg").touch()
        _, text, printed = self.fill('@plot:here "the words"@\n@plot:gone "others"@', [])
        self.assertIn("![the words](plots/here.svg)\n*Not measured.*\n", text)
        self.assertIn("nothing was measured for plot:gone", printed)

    def test_a_placeholder_that_is_wrong_is_refused(self):
        for wrong in ("@table:cells@", "@table:calls cortex-m4@"):
            self.assertEqual(self.fill(wrong, [])[0], 1)

    def test_a_stale_document_is_found_and_left_alone(self):
        self.assertEqual(self.fill("@table:goals@", [call()], "--stale")[0], 1)
        before = self.fill("@table:goals@", [call()])[1]
        self.assertEqual(self.fill("@table:goals@", [call()], "--stale")[0], 0)
        status, text, printed = self.fill("@table:goals@", [call(median=31)], "--stale")
        self.assertEqual((status, text), (1, before))
        self.assertIn("is stale", printed)

    def test_the_headline_stands_between_its_markers(self):
        file = self.folder / "README.md"
        file.write_text("a\n<!-- traces: begin -->\nold\n<!-- traces: end -->\nb\n"
                        "<!-- headline: begin -->\nold\n<!-- headline: end -->\nz\n")
        arguments = ("--headline", file, "--results", self.write("results.json", [*ALL[:3], ALL[9]]))
        self.assertEqual(self.run_report(*arguments)[0], 0)
        text = file.read_text()
        self.assertTrue(text.startswith("a\n<!-- traces: begin -->\n\n| trace | tinymem"))
        self.assertIn("<!-- traces: end -->\nb\n<!-- headline: begin -->\n\n| ", text)
        self.assertTrue(text.endswith(" |\n\n<!-- headline: end -->\nz\n"))
        self.assertNotIn("old", text)
        self.assertEqual(self.run_report(*arguments, "--stale")[0], 0)
        file.write_text("no markers")
        self.assertEqual(self.run_report(*arguments)[0], 1)


class Shipped(ReportTest):
    def test_each_goal_that_has_peers_finds_one(self):
        fixed = [row for row in rows.read_arenas(PEERS) if row["allocator"] != rows.PERFECT]
        run = rows.rows_of(records.load([HERE / "baseline/results.json"]))
        peers = rows.peers_of(run, rows.read_measured(PEERS) + fixed)
        for goal in goals.read_goals(HERE / "goals.json"):
            with self.subTest(goal=goal["goal"]):
                best = goals.best_peer(goal, goal["parts"][0], peers)
                self.assertEqual(best is None, goal.get("peers") is False)

    def test_the_baseline_has_each_goal_of_the_full_compactor_on_flash(self):
        run = rows.rows_of(records.load([HERE / "baseline/results.json"]))
        found = [goal for goal in goals.read_goals(HERE / "goals.json")
                 if goal["goal"].startswith("flash") and "config" not in goal]
        self.assertEqual(len(found), 1)
        self.assertNotEqual(goals.judge(found[0], run)[1], goals.UNKNOWN)

    def test_the_template_can_be_filled(self):
        status, printed = self.run_report(
            "--document", HERE / "BENCHMARKS.md.in", "--out", self.folder / "out.md",
            "--results", self.write("results.json", ALL[:7]), "--plots", self.folder)
        self.assertEqual(status, 0, printed)

if __name__ == "__main__":
    unittest.main()
