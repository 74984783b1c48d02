# SPDX-License-Identifier: MIT
"""The records of the benchmarks: their forms, how they are read, checked, sorted and written.

A record is a JSON object on a line of its own. There are four forms, told apart by the field in
brackets: the calls of one kind that a workload made [call], one figure [figure], and for the plots
how often a call took how long [histogram], and points of a curve [series].
"""

import csv
import json
import math

WORDS = "words"
WHOLE = "a whole number, 0 or more"
NUMBER = "a finite number"
PAIRS = "a list of pairs of finite numbers"

COMMON = {"target": WORDS, "allocator": WORDS, "config": WORDS, "pool": WHOLE}

# The fields of each form, in the order in which they are written. All must be there, but OUTCOME.
FORMS = {
    "call": COMMON | {"workload": WORDS, "call": WORDS, "outcome": WORDS, "count": WHOLE,
                      "min": NUMBER, "median": NUMBER, "p99": NUMBER, "max": NUMBER, "unit": WORDS},
    "figure": COMMON | {"figure": WORDS, "value": NUMBER, "unit": WORDS},
    "histogram": COMMON | {"workload": WORDS, "call": WORDS, "outcome": WORDS, "histogram": PAIRS,
                           "unit": WORDS},
    "series": COMMON | {"series": WORDS, "points": PAIRS, "x": WORDS, "y": WORDS},
}

# "refused" where the calls were refused; records of calls that were served have no such field.
OUTCOME = "outcome"

# The numbers of the first form, in order.
QUANTILES = ("min", "median", "p99", "max")

# What names a record: two of one form that agree in these are duplicates.
NAMES = ("target", "allocator", "config", "pool", "workload", "call", OUTCOME, "figure", "series",
         "unit")

# The forms that go into results.json; the others are for plots only.
RESULTS = ("call", "figure")


class RecordError(Exception):
    """A record, or a file of records, that can't be used. Its text is for a person."""


def is_number(value):
    """Whether the value is a finite number."""
    try:
        return type(value) in (int, float) and math.isfinite(value)
    except OverflowError:  # a whole number beyond all floats
        return False


def is_a(value, kind):
    """Whether the value is of that kind."""
    if kind == WORDS:
        return isinstance(value, str) and value == value.strip() != ""
    if kind == WHOLE:
        return type(value) is int and value >= 0
    if kind == NUMBER:
        return is_number(value)
    return isinstance(value, list) and value != [] and all(
        isinstance(pair, list) and len(pair) == 2 and all(map(is_number, pair)) for pair in value)


def form_of(record):
    """The name of the record's form."""
    if not isinstance(record, dict):
        raise RecordError("it is not a JSON object")
    for form in ("figure", "histogram", "series", "call"):
        if form in record:
            return form
    raise RecordError("it has none of the fields call, figure, histogram, series")


def check(record):
    """Raises RecordError unless the record is of one of the forms. Returns the form's name."""
    form = form_of(record)
    fields = FORMS[form]
    for field in record:
        if field not in fields:
            raise RecordError(f"a record of the form {form} has no field {field!r}")
    for field, kind in fields.items():
        if field not in record:
            if field == OUTCOME:
                continue
            raise RecordError(f"the field {field!r} is missing")
        if not is_a(record[field], kind):
            raise RecordError(f"the field {field!r} is {record[field]!r}; it must be {kind}")
    if form == "call":
        if record["count"] == 0:
            raise RecordError("the count is 0: leave the record out")
        quantiles = [record[name] for name in QUANTILES]
        if quantiles != sorted(quantiles):
            raise RecordError(f"min, median, p99, max do not rise: {quantiles}")
    return form


def key(record):
    """What names the record among those of its form; also the order in which they stand."""
    return tuple(record.get(name, 0 if name == "pool" else "") for name in NAMES)


def describe(record):
    """The record's name for a person."""
    words = [str(record[name]) for name in NAMES if name in record and name != "unit"]
    return ", ".join(words) + f" [{record['unit']}]"


def sort(records):
    """The records in the order of the report: calls before figures, by name."""
    return sorted(records, key=lambda record: (RESULTS.index(form_of(record)), key(record)))


def add(records, seen, record, place):
    """Checks a record that was found at `place` and puts it to the others of its form."""
    try:
        form = check(record)
    except RecordError as error:
        raise RecordError(f"{place}: malformed record: {error}") from None
    name = (form, key(record))
    if name in seen:
        raise RecordError(f"{place}: the record was at {seen[name]} already: {key(record)}")
    seen[name] = place
    records[form].append({field: record[field] for field in FORMS[form] if field in record})


def read_text(file):
    """The text of the file."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RecordError(f"{file}: {error}") from None


def parse(text, place):
    """What the JSON text found at `place` says."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RecordError(f"{place}: not JSON: {error}") from None


def collect(folder):
    """All records of the files *.jsonl in the folder, in a list for each form."""
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise RecordError(f"{folder}: no file *.jsonl is there")
    records = {form: [] for form in FORMS}
    seen = {}
    for file in files:
        for number, line in enumerate(read_text(file).splitlines(), 1):
            place = f"{file.name}:{number}"
            add(records, seen, parse(line, place), place)
    return records


def known_fields(record):
    """The record without fields that its form has not."""
    if not isinstance(record, dict):
        return record
    fields = FORMS["figure" if "figure" in record else "call"]
    return {field: value for field, value in record.items() if field in fields}


def load(files):
    """The records of files such as results.json, in one list. Fields more are left out."""
    records = {form: [] for form in FORMS}
    seen = {}
    for file in files:
        found = parse(read_text(file), file)
        if not isinstance(found, list):
            raise RecordError(f"{file}: it is not a list of records")
        for number, record in enumerate(found, 1):
            add(records, seen, known_fields(record), f"{file}: record {number}")
    return records["call"] + records["figure"]


def as_json(records):
    """The text of results.json: a list, one record a line."""
    return "[\n" + ",\n".join(map(json.dumps, records)) + "\n]\n"


def write_csv(records, file):
    """Writes records of both forms of RESULTS as one table."""
    columns = list(FORMS["call"] | FORMS["figure"])
    with open(file, "w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)


def read_table(file):
    """The rows of a CSV file whose comments are lines that begin with #."""
    try:
        with open(file, encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(line for line in stream if not line.startswith("#")))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RecordError(f"{file}: {error}") from None


def number(text):
    """The number that a cell of a CSV file holds."""
    value = float(text)
    return int(value) if value.is_integer() else value
