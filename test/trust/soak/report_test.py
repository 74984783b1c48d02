#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests that report.py finds drift, on made-up figures."""

import contextlib
import io
import tempfile
import unittest
from pathlib import Path

import report

PHASES = 41


def phase(number, **changes):
    """The figures of a phase."""
    return {"phase": number, "kind": "full", "operations": 100000, "refused": 1000,
            "turned_away": 0, "waited": 20000, "moves": 5000, "moved_bytes": 60000,
            "allocated_bytes": 200000, "peak_live_bytes": 60000, "slots_total": 900, "most_blocks": 448,
            "longest_wait": 80} | changes


class ReportTest(unittest.TestCase):
    """Runs report.py on files."""

    def run_on(self, phases):
        """What report.py returns, and what it says of errors."""
        with tempfile.TemporaryDirectory() as folder:
            figures = Path(folder) / "figures.csv"
            names = list(phases[0]) if phases else ["phase"]
            figures.write_text("\n".join([",".join(names)] + [
                ",".join(str(row[name]) for name in names) for row in phases]) + "\n")
            said = io.StringIO()
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):
                code = report.main([str(figures), str(figures)])
        return code, said.getvalue()

    def test_equal_phases_do_not_drift(self):
        self.assertEqual(self.run_on([phase(n) for n in range(PHASES)]), (0, ""))

    def test_nothing_that_can_be_compared_is_an_error(self):
        code, said = self.run_on([phase(n, refused=10) for n in range(PHASES)])
        self.assertNotEqual(code, 0)
        self.assertIn("nothing is compared", said)

    def test_noise_is_no_drift(self):
        noisy = [phase(n, waited=20000 + (-1) ** n * 3000) for n in range(PHASES)]
        self.assertEqual(self.run_on(noisy)[0], 0)

    def test_each_figure_that_grows_is_drift(self):
        for field, figure in (("waited", "slices a refused request"), ("moved_bytes", "bytes moved"),
                              ("refused", "requests refused")):
            with self.subTest(field=field):
                grows = [phase(n) for n in range(PHASES)]
                for row in grows:
                    row[field] = int(row[field] * (1 + 0.005 * row["phase"]))
                code, said = self.run_on(grows)
                self.assertEqual(code, 1)
                self.assertIn(figure, said)

    def test_a_table_that_is_too_large_is_drift(self):
        row = phase(0, most_blocks=447)
        code, said = self.run_on([row | {"phase": n} for n in range(PHASES)])
        self.assertEqual(code, 1)
        self.assertIn("900 slots for 447 blocks", said)

    def test_a_figure_that_falls_is_drift_too(self):
        falls = [phase(n, waited=20000 - 100 * n) for n in range(PHASES)]
        self.assertEqual(self.run_on(falls)[0], 1)

    def test_the_first_phase_does_not_count(self):
        self.assertEqual(self.run_on([phase(0, waited=1)] + [phase(n) for n in range(1, PHASES)])[0],
                         0)

    def test_few_events_are_not_compared(self):
        few = [phase(n, kind="rare", refused=2, waited=n) for n in range(PHASES)]
        self.assertEqual(self.run_on([phase(n) for n in range(PHASES)] + few)[0], 0)

    def test_a_short_run_is_an_error(self):
        self.assertEqual(self.run_on([phase(n) for n in range(3)])[0], 2)

    def test_an_empty_file_is_an_error(self):
        self.assertEqual(self.run_on([])[0], 2)


if __name__ == "__main__":
    unittest.main()
