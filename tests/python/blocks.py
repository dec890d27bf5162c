"""Parses the book's blocks of Python, runs those whose imports are installed, and then uses what they define.

Standard input: a JSON list of blocks, each with its page's slug, its place and its code. Standard output: a JSON object
with what is `wrong`, what was `not_run` for want of a library, and how many blocks `ran`. The blocks of a page share one
namespace, in their order. `uses/SLUG.py` holds tests of a page: a parameter of a test is a name that the page defines,
or `printed`, what its blocks have printed.
"""

import ast
import contextlib
import importlib.util
import inspect
import io
import json
import pathlib
import sys
import traceback

USES = pathlib.Path(__file__).parent / "uses"


def missing(tree):
    """The modules that a program imports and that are not installed here."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module)
    roots = {name.split(".")[0] for name in names}
    return sorted(root for root in roots if importlib.util.find_spec(root) is None)


class Run:
    """What came of the blocks of one page."""

    def __init__(self, report):
        self.report = report
        self.names = {"__name__": "__main__"}
        self.printed = io.StringIO()

    def block(self, place, code):
        try:
            tree = ast.parse(code)
        except SyntaxError as error:
            self.report["wrong"].append(f"{place}: {error}")
            return
        if lacking := missing(tree):
            self.report["not_run"].append(f"{place}: needs {', '.join(lacking)}")
        elif self.guarded(place, lambda: exec(compile(tree, place, "exec"), self.names)):
            self.report["ran"] += 1

    def uses(self, path):
        code = path.read_text(encoding="utf-8")
        place = f"uses/{path.name}"
        tests = {}
        exec(compile(code, place, "exec"), tests)
        for name, test in tests.items():
            if not name.startswith("test_"):
                continue
            parameters = list(inspect.signature(test).parameters)
            known = self.names | {"printed": self.printed.getvalue()}
            if lacking := [parameter for parameter in parameters if parameter not in known]:
                self.report["not_run"].append(f"{place}, {name}: without {', '.join(lacking)}")
            else:
                self.guarded(f"{place}, {name}", lambda: test(*(known[p] for p in parameters)))

    def guarded(self, place, action):
        """Whether it went well; what it prints is kept."""
        try:
            with contextlib.redirect_stdout(self.printed):
                action()
        except Exception:
            self.report["wrong"].append(f"{place}: {traceback.format_exc()}")
            return False
        return True


def main():
    report = {"wrong": [], "not_run": [], "ran": 0}
    pages = {}
    for block in json.load(sys.stdin):
        page = pages.setdefault(block["page"], Run(report))
        page.block(block["place"], block["code"])
    for path in sorted(USES.glob("*.py")):
        if path.stem in pages:
            pages[path.stem].uses(path)
        else:
            report["wrong"].append(f"uses/{path.name}: no page of this name has Python")
    json.dump(report, sys.stdout)


main()
