# SPDX-License-Identifier: MIT
"""Tests of how records are collected, reported and compared, on made-up ones."""

import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import records
import report

HERE = Path(__file__).resolve().parent


def call(allocator="tinymem", median=30, **changes):
    """A record of calls."""
    return {"target": "cortex-m4", "allocator": allocator,
            "config": "lean" if allocator == "tinymem" else "default", "pool": 32768,
            "workload": "W1", "call": "alloc", "count": 10000, "min": 20, "median": median,
            "p99": 500, "max": 1000, "unit": "cycles"} | changes


def figure(name="code, core calls and tm_thread", value=1000, **changes):
    """A record of a figure."""
    return {"target": "cortex-m4", "allocator": "tinymem", "config": "lean", "pool": 32768,
            "figure": name, "value": value, "unit": "bytes"} | changes


def histogram(allocator="tinymem"):
    """A record of how long how many calls took."""
    record = call(allocator)
    for field in ("count", *records.QUANTILES):
        del record[field]
    return record | {"histogram": [[20, 5], [30, 90], [1000, 5]]}


def series(name):
    """A record of a curve."""
    return {"series": name, "target": "cortex-m4", "allocator": "tinymem", "config": "lean",
            "pool": 32768, "points": [[8, 100], [64, 200]], "x": "bytes", "y": "cycles"}


ALL = [call(), call(config="default", median=35), call("newlib", 88), call(call="free", median=56),
       call(workload="W2", outcome="refused", count=7), figure(),
       figure("usable payload, W2", 0.875, unit="ratio"), histogram(), histogram("newlib"),
       figure("smallest RAM over peak live, cjson_rpc", 1.137, unit="ratio", pool=0),
       *map(series, ("longest slice against block size", "moved bytes against fill"))]


class ReportTest(unittest.TestCase):
    """What all tests need: a folder, and a way to run the report in it."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, name, found):
        """Writes records, one a line for *.jsonl, else as a list."""
        file = self.folder / name
        file.parent.mkdir(exist_ok=True)
        if name.endswith(".jsonl"):
            file.write_text("".join(json.dumps(record) + "\n" for record in found))
        else:
            file.write_text(json.dumps(found))
        return str(file)

    def run_report(self, *arguments):
        """Runs the command; gives its exit status, and all that it printed."""
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            status = report.main([str(argument) for argument in arguments])
        return status, printed.getvalue()

    def collect(self, *found):
        """The error that collecting these records ends with; None if there is none."""
        self.write("records/a.jsonl", found)
        try:
            records.collect(self.folder / "records")
        except records.RecordError as error:
            return str(error)
        return None


class Collecting(ReportTest):
    def test_sound_records_are_taken(self):
        self.assertIsNone(self.collect(*ALL))

    def test_malformed_records_are_refused_with_file_line_and_reason(self):
        less = call()
        del less["p99"]
        for bad, reason in [
                (less, "'p99' is missing"), (call(pool="32768"), "'pool'"),
                (call(median=True), "'median'"), (call(median=float("nan")), "'median'"),
                (call(median=600), "do not rise"), (call(count=0), "count is 0"),
                (call(unit=" "), "'unit'"), (call(colour="red"), "no field 'colour'"),
                (figure(value="12"), "'value'"), ({"target": "cortex-m4"}, "none of the fields"),
                (histogram() | {"histogram": [[1, 2, 3]]}, "'histogram'"),
                (series("x") | {"points": []}, "'points'"), ([], "not a JSON object")]:
            with self.subTest(reason=reason):
                error = self.collect(call(), bad)
                self.assertIsNotNone(error)
                self.assertIn("a.jsonl:2: malformed record:", error)
                self.assertIn(reason, error)

    def test_what_is_not_json_is_refused(self):
        (self.folder / "a.jsonl").write_text("{\n")
        status, printed = self.run_report("--records", self.folder, "--out", self.folder)
        self.assertEqual(status, 1)
        self.assertIn("a.jsonl:1: not JSON", printed)

    def test_a_duplicate_is_refused_with_both_places(self):
        self.write("records/b.jsonl", [call(median=31)])
        error = self.collect(figure(), call())
        self.assertIn("b.jsonl:1: the record was at a.jsonl:2 already", error)

    def test_records_of_other_units_and_outcomes_are_no_duplicates(self):
        self.assertIsNone(self.collect(call(), call(unit="instructions"), call(outcome="refused")))


class Making(ReportTest):
    def make(self, name, found, seed):
        """Makes a report in a process of its own; gives all its files."""
        self.write(f"{name}/a.jsonl", found[:4])
        self.write(f"{name}/b.jsonl", found[4:])
        out = self.folder / f"{name}-out"
        subprocess.run([sys.executable, "-B", HERE / "report.py", "--records", self.folder / name,
                        "--out", out], check=True, capture_output=True,
                       env=os.environ | {"PYTHONHASHSEED": seed})
        return {str(file.relative_to(out)): file.read_bytes()
                for file in sorted(out.rglob("*")) if file.is_file()}

    def test_the_same_records_give_the_same_bytes_in_whatever_order(self):
        first = self.make("first", ALL, "1")
        self.assertEqual(set(first), {
            "results.json", "results.csv", "results.md", "plots/latency-cortex-m4.svg",
            "plots/slice-block-size.svg", "plots/moved-fill.svg", "plots/smallest-arena.svg"})
        self.assertEqual(first, self.make("second", ALL[::-1], "2"))
        self.assertIn(b"tinymem, lean | 30 / 500 / 1,000", first["results.md"])
        found = json.loads(first["results.json"])
        self.assertEqual(found, records.sort(found))
        self.assertEqual(len(found), 8)

    def test_a_plot_without_records_is_left_out_and_named(self):
        (self.folder / "plots").mkdir()
        (self.folder / "plots" / "old.svg").touch()
        self.write("records/a.jsonl", [call(), series("moved bytes against fill")])
        status, printed = self.run_report("--records", self.folder / "records",
                                          "--out", self.folder)
        self.assertEqual(status, 0)
        self.assertEqual([file.name for file in (self.folder / "plots").iterdir()],
                         ["moved-fill.svg"])
        for name in ("latency", "slice-block-size", "smallest-arena"):
            self.assertIn(f"the plot {name} is left out", printed)


class Checking(ReportTest):
    def check(self, old, new):
        """Compares two runs; gives the exit status, and what was printed."""
        return self.run_report("--check", self.write("old.json", old), self.write("new.json", new))

    def test_what_is_within_two_percent_passes(self):
        status, printed = self.check([call(), figure()], [call(max=1020), figure(value=1020)])
        self.assertEqual(status, 0)
        self.assertIn("0 worse or vanished, 0 numbers better", printed)

    def test_each_regression_is_named(self):
        status, printed = self.check([call(), figure(), call("newlib", 88)],
                                     [call(max=1021), figure(value=1030), call("newlib", 88)])
        self.assertEqual(status, 1)
        self.assertIn("regression: cortex-m4, tinymem, lean, 32768, W1, alloc [cycles]: "
                      "max 1,000 -> 1,021 (+2.1 %)", printed)
        self.assertIn("regression: cortex-m4, tinymem, lean, 32768, code", printed)
        self.assertIn("2 worse or vanished", printed)
        self.assertNotIn("newlib", printed)

    def test_of_some_figures_more_is_better(self):
        usable = [figure("usable payload, W2", value, unit="ratio") for value in (0.8, 0.9)]
        self.assertEqual(self.check(usable[:1], usable[1:])[0], 0)
        self.assertEqual(self.check(usable[1:], usable[:1])[0], 1)

    def test_more_refused_calls_are_a_regression(self):
        few, many = (call(outcome="refused", count=count) for count in (7, 8))
        self.assertEqual(self.check([few], [many])[0], 1)
        self.assertEqual(self.check([call(count=7)], [call(count=8)])[0], 0)

    def test_from_nothing_to_something_is_a_regression(self):
        status, printed = self.check([figure(value=0)], [figure(value=1)])
        self.assertEqual(status, 1)
        self.assertIn("0 -> 1", printed)

    def test_a_record_that_vanished_is_named(self):
        status, printed = self.check([call(), figure()], [figure(), call(workload="W2")])
        self.assertEqual(status, 1)
        self.assertIn("vanished: cortex-m4, tinymem, lean, 32768, W1, alloc [cycles]", printed)
        self.assertIn("1 records new", printed)

    def test_improvements_are_counted(self):
        status, printed = self.check([call(), figure()], [call(median=25, max=900), figure()])
        self.assertEqual(status, 0)
        self.assertIn("2 numbers better", printed)

    def test_a_file_that_is_no_list_of_records_is_refused(self):
        self.assertEqual(self.check({}, [])[0], 1)
        self.assertEqual(self.check([call()], [call(median="30")])[0], 1)


if __name__ == "__main__":
    unittest.main()
