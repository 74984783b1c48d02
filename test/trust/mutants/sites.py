# SPDX-License-Identifier: MIT
"""Finds all mutations of C source: every one at every site of the syntax tree.

The tree is clang's own (-ast-dump=json), of one configuration; the mutations of several are put
together by their place. A place in a macro's argument is where it is written; what a macro's body
makes stands for the macro's name. The bodies of macros are no part of a function's tree: they are
read as tokens."""
import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

BINARY = {
    "+": ["-"], "-": ["+"], "*": ["/"], "/": ["*"], "%": ["/"], "<<": [">>"], ">>": ["<<"],
    "&": ["|", "^"], "|": ["&", "^"], "^": ["&", "|"],
    "<": ["<=", ">=", "!="], "<=": ["<", ">", "=="], ">": [">=", "<=", "!="],
    ">=": [">", "<", "=="], "==": ["!=", "<=", ">="], "!=": ["==", "<", ">"],
    "&&": ["||"], "||": ["&&"],
    "+=": ["-="], "-=": ["+="], "*=": ["/="], "/=": ["*="], "|=": ["&=", "^="], "&=": ["|=", "^="],
    "^=": ["&=", "|="], "<<=": [">>="], ">>=": ["<<="],
}
AGAINST_0 = {"==": ["!="], "!=": ["=="], ">": ["<="], "<=": [">"]}
UNARY = {"!": "", "~": "", "-": "", "++": "--", "--": "++"}
RELATIONAL = {"<", "<=", ">", ">=", "==", "!="}
CALLS = {"CallExpr", "CompoundAssignOperator", "UnaryOperator", "BinaryOperator"}
LEAVES = {"ReturnStmt", "BreakStmt", "ContinueStmt"}
# Macros that say how the code is compiled, those of the configuration, and the measured figures of
# src/compactor/cost.h, which lie a twentieth above the most that was counted: no constants.
NOT_CONSTANTS = re.compile(r"(UN)?LIKELY|OPAQUE|COST_|TM_(READ_BARRIER|SCRAMBLE|TABLE_FIXED|CHECKS|"
                           r"STATS|FLAGS_APART|POOL_)|SCRAMBLE_(HIDE|SHOW)|UINT16_MAX|NULL|PORT_HOLDS")
# Definitions that hold no expression, or only limit options: test/package tries those.
NOT_EXPRESSIONS = re.compile(r"\w+_H$|ALIGNED|MAY_ALIAS|(UN)?LIKELY|NOINLINE|OPAQUE|IN_SECTION|"
                             r"SECTION_(PRAGMA|OF_ZERO)|REQUIRE|AT_(LEAST|MOST)|LEAST_MEMORY|"
                             r"POOL_LEAST|SCRAMBLE_(ASAN|HIDE|SHOW)")
TOKEN = re.compile(r"/\*.*?\*/|\\\n|\s+|\w+|<<|>>|<=|>=|==|!=|&&|\|\||.", re.S)


@dataclass(frozen=True, order=True)
class Mutant:
    """One change of one file: the bytes from `begin` to `end` become `text`."""
    file: str
    begin: int
    end: int
    text: str
    kind: str
    function: str

    def apply(self, source):
        """The whole file, changed."""
        return source[:self.begin] + self.text + source[self.end:]

    def lines(self, source):
        """The lines that change, before and after, with their blanks made one."""
        first = source.rfind("\n", 0, self.begin) + 1
        last = source.find("\n", self.end)
        before = source[first:last]
        after = source[first:self.begin] + self.text + source[self.end:last]
        return " ".join(before.split()), " ".join(after.split())


class Tree:
    """The mutants of one configuration's syntax tree."""

    def __init__(self, tree, folder, sources):
        self.folder = folder
        self.sources = sources
        self.mutants = set()
        self.enumerators = {}
        self.file = None
        self.function = ""
        self.resolve(tree)
        for node in tree["inner"]:
            if node.get("kind") == "EnumDecl" and node["file"] in sources:
                self.note_enumerators(node)
        for node in tree["inner"]:
            if node.get("file") in sources and node["kind"] in ("FunctionDecl", "VarDecl"):
                self.function = node.get("name", "")
                self.visit(node, None)

    # ---- Places ----

    def place(self, location):
        """Where one location of the tree is written: (file, first byte, byte behind, in a macro's
        body). clang leaves out a file that is the one of the location before."""
        if "expansionLoc" in location:
            spelling = self.place(location["spellingLoc"])
            expansion = self.place(location["expansionLoc"])
            if location["expansionLoc"].get("isMacroArgExpansion"):
                return spelling
            return expansion[:3] + (True,)
        if "offset" not in location:
            return None
        if "file" in location:
            path = self.folder.parent / location["file"]
            inside = self.folder in path.parents
            self.file = path.relative_to(self.folder).as_posix() if inside else str(path)
        begin = location["offset"]
        return self.file, begin, begin + location["tokLen"], False

    def resolve(self, node):
        """Gives each node its `file` and its `span` there, in the order in which clang wrote it."""
        for key, value in list(node.items()):
            if key == "loc":
                place = self.place(value)
                node_file = place[0] if place else None
                node["at"] = node_file
            elif key == "range":
                begin = self.place(value["begin"])
                end = self.place(value["end"])
                node["where"] = self.span(begin, end)
            elif key == "inner":
                for child in value:
                    self.resolve(child)
        node["file"] = node.pop("at", None) or (node.get("where") or (None,))[0]

    def span(self, begin, end):
        """(file, begin, end, whether one macro makes all of it); None: not in one file of ours."""
        if not begin or not end or begin[0] != end[0] or begin[0] not in self.sources:
            return None
        text = self.sources[begin[0]]
        stop = end[2]
        if end[3] and text[stop:stop + 1] == "(":
            stop = behind_parenthesis(text, stop)
        if stop <= begin[1]:
            return None
        return begin[0], begin[1], stop, begin[3] and end[3] and begin[1] == end[1]

    def text(self, where):
        """What is written there."""
        return self.sources[where[0]][where[1]:where[2]]

    # ---- Mutations ----

    def add(self, file, begin, end, text, kind):
        """One mutant more."""
        self.mutants.add(Mutant(file, begin, end, text, kind, self.function))

    def note_enumerators(self, node):
        """Each enumerator's neighbours stand in for it."""
        names = [child["name"] for child in node["inner"] if child["kind"] == "EnumConstantDecl"]
        for at, name in enumerate(names):
            self.enumerators[name] = names[max(at - 1, 0):at] + names[at + 1:at + 2]

    def visit(self, node, parent):
        """A node and all below it."""
        where = node.get("where")
        children = [child for child in node.get("inner", []) if "kind" in child]
        kind = node.get("kind")
        if kind in ("IfStmt", "WhileStmt", "ConditionalOperator") and children:
            self.negate(children[0])
        elif kind == "DoStmt":
            self.negate(children[1])
        elif kind == "ForStmt" and len(node["inner"]) == 5 and "kind" in node["inner"][2]:
            self.negate(node["inner"][2])
        if kind in ("BinaryOperator", "CompoundAssignOperator"):
            self.binary(node, *children[:2])
        elif where and where[3]:
            self.macro(where, node)
        elif kind == "UnaryOperator" and where:
            self.unary(node, where)
        elif kind == "IntegerLiteral" and where:
            self.literal(where)
        elif kind == "DeclRefExpr" and where:
            name = node["referencedDecl"].get("name")
            if node["referencedDecl"]["kind"] == "EnumConstantDecl":
                for other in self.enumerators.get(name, []):
                    self.add(*where[:3], other, "constant")
        for at, child in enumerate(children):
            if is_statement_of(kind, at):
                is_last = (kind == "CompoundStmt" and parent is not None and
                           parent["kind"] == "FunctionDecl" and at == len(children) - 1)
                self.delete(child, is_last)
            self.visit(child, node)

    def binary(self, node, left, right):
        """Another operator; and a logical one with one operand only."""
        operator = node["opcode"]
        if operator not in BINARY or not left.get("where") or not right.get("where"):
            return
        file, _, begin, _ = left["where"]
        end = right["where"][1]
        gap = self.sources[file][begin:end]
        if right["where"][0] != file or gap.strip() != operator:
            return
        begin += gap.index(operator)
        others = BINARY[operator]
        if self.text(right["where"]) in ("0", "NULL", "0u", "0U"):
            others = AGAINST_0.get(operator, others)
        for other in others:
            self.add(file, begin, begin + len(operator), other, "operator")
        if operator in ("&&", "||"):
            self.add(file, left["where"][2], right["where"][2], "", "operand")
            self.add(file, left["where"][1], right["where"][1], "", "operand")

    def unary(self, node, where):
        """No operator, or its opposite."""
        operator = node["opcode"]
        if operator not in UNARY:
            return
        file, begin, end, _ = where
        if node.get("isPostfix"):
            begin = end - len(operator)
        if self.sources[file].startswith(operator, begin):
            self.add(file, begin, begin + len(operator), UNARY[operator], "operator")

    def literal(self, where):
        """One more, one less, nothing."""
        for other in literals(self.text(where)):
            self.add(*where[:3], other, "constant")

    def macro(self, where, node):
        """A macro that stands for a number."""
        text = self.text(where)
        kind = node.get("type", {}).get("qualType", "")
        if text in ("true", "false"):
            self.add(*where[:3], "false" if text == "true" else "true", "constant")
        elif (re.fullmatch(r"[A-Z][A-Z0-9_]+", text) and not NOT_CONSTANTS.match(text) and
              re.search(r"int|long|char|short|number_t|size_t", kind) and "*" not in kind):
            self.add(*where[:3], f"({text} + 1)", "constant")
            self.add(*where[:3], f"({text} - 1)", "constant")

    def negate(self, node):
        """A condition's opposite, where no operator gives it."""
        while node["kind"] in ("ImplicitCastExpr", "ParenExpr"):
            node = node["inner"][0]
        where = node.get("where")
        if not where:
            return
        if where[3] and self.text(where).startswith(("LIKELY", "UNLIKELY")):
            inside = [child for child in node["inner"][1:] if "where" in child]
            if inside:
                self.negate_inside(inside[0])
            return
        if node["kind"] == "UnaryOperator" and node["opcode"] == "!":
            return
        if node["kind"] == "BinaryOperator" and node["opcode"] in RELATIONAL:
            return
        self.add(*where[:3], f"!({self.text(where)})", "condition")

    def negate_inside(self, node):
        """The same for a macro's argument: the first node that the macro does not make."""
        while node and (not node.get("where") or node["where"][3]):
            node = next(iter(node.get("inner", [])), None)
        if node:
            self.negate(node)

    def delete(self, node, is_last):
        """A statement that is not there."""
        where = node.get("where")
        kind = node["kind"]
        if not where or where[3] and not self.text(where).endswith(")"):
            return
        if kind == "CStyleCastExpr" and node["inner"][0]["kind"] != "CallExpr":
            return
        if kind in CALLS or kind == "CStyleCastExpr" or kind in LEAVES and not is_last:
            self.add(*where[:3], "(void)0", "statement")
        elif kind in ("IfStmt", "WhileStmt", "ForStmt", "DoStmt"):
            bodies = [child for child in node["inner"] if child.get("kind") == "CompoundStmt"]
            if bodies and len(bodies[0].get("inner", [])) > 1 or kind != "IfStmt":
                end = self.behind_statement(where)
                self.add(where[0], where[1], end, ";", "statement")

    def behind_statement(self, where):
        """The byte behind a statement: its semicolon is no part of an expression's place."""
        text = self.sources[where[0]]
        end = where[2]
        return text.index(";", end) + 1 if text[end - 1] != "}" else end


def is_statement_of(kind, at):
    """Whether the child `at` of such a node is a statement, not an expression."""
    return (kind in ("CompoundStmt", "DefaultStmt") or kind in ("IfStmt", "WhileStmt") and at >= 1 or
            kind == "CaseStmt" and at >= 1 or kind == "ForStmt" and at >= 3)


def behind_parenthesis(text, at):
    """The byte behind the parenthesis that closes the one at `at`."""
    depth = 0
    for at in range(at, len(text)):
        depth += (text[at] == "(") - (text[at] == ")")
        if depth == 0:
            return at + 1
    return at


def literals(text):
    """What stands in for a whole number."""
    match = re.fullmatch(r"(0[xX][0-9a-fA-F]+|\d+)([uUlL]*)", text)
    if not match:
        return []
    value = int(match[1], 0)
    others = {value + 1, max(value - 1, 0), 0} - {value}
    return [f"{other}{match[2]}" for other in sorted(others)]


def macro_mutants(file, source):
    """The mutants of the bodies of a file's macros."""
    mutants = set()
    for match in re.finditer(r"^#define (\w+)(\([^)]*\))?[ \t]+((?:\\\n|.)+)$", source, re.M):
        name, at = match[1], match.start(3)
        if NOT_EXPRESSIONS.match(name):
            continue
        before = ""
        for token in TOKEN.findall(match[3]):
            others = []
            if re.match(r"\d", token):
                others = literals(token)
            elif token in BINARY and (re.match(r"\w", before) or before == ")"):
                others = BINARY[token]
            for other in others:
                mutants.add(Mutant(file, at, at + len(token), other, "macro", name))
            at += len(token)
            if not re.match(r"\s|/\*|\\\n", token):
                before = token
    return mutants


def of_all(folder, sources, clang, configurations):
    """The mutants of all configurations, in the order of their places. A configuration is the flags
    of its compiler, as seen from above `folder`."""
    mutants = set()
    for flags in configurations:
        command = [clang, "-std=c99", *flags, "-w", "-fsyntax-only", "-Xclang",
                   "-ast-dump=json", str(folder / "tinymem.c")]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=folder.parent)
        mutants |= Tree(json.loads(done.stdout), folder, sources).mutants
    for file, source in sources.items():
        mutants |= macro_mutants(file, source)
    return sorted(mutants)


def read_sources(folder):
    """The text of each file, by its path. Bytes are characters: all of it is ASCII."""
    return {path.relative_to(folder).as_posix(): path.read_text("ascii")
            for path in sorted(folder.rglob("*.[ch]"))}

