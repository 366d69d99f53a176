"""The findings in every format are those of the JSON."""

import json
import pathlib
import re
import sys
import xml.etree.ElementTree as xml

folder, matcher = pathlib.Path(sys.argv[1]), json.loads(pathlib.Path(sys.argv[2]).read_text())
text = {file.name: file.read_text() for file in folder.iterdir()}

expected = []
for file in json.loads(text["json"])["files"]:
    for found in file["diagnostics"]:
        start = found["range"]["start"]
        expected.append((file["path"], start["line"], start["column"], found["code"]))
assert len(expected) > 20 and all(line > 0 and column > 0 for _, line, column, _ in expected)


def same(name, found):
    assert found == expected, f"{name}: {set(found) ^ set(expected)}"
    print(f"formats: {name} has all {len(expected)} findings")


results = json.loads(text["sarif"])["runs"][0]["results"]
places = [result["locations"][0]["physicalLocation"] for result in results]
same(
    "sarif",
    [
        (place["artifactLocation"]["uri"], place["region"]["startLine"], place["region"]["startColumn"], result["ruleId"])
        for place, result in zip(places, results, strict=True)
    ],
)
assert sum(len(result["fixes"]) for result in results) > 5

command = re.compile(r"::(error|warning|notice) file=(.*?),line=(\d+),.*?(?:col=(\d+).*?)?,title=ast ([a-z-]+)::.+")
found = [command.fullmatch(line) for line in text["github"].splitlines()]
columns = [column for _, _, column, _ in expected]
same("github", [(m[2], int(m[3]), int(m[4] or column), m[5]) for m, column in zip(found, columns, strict=True)])

issues = json.loads(text["gitlab"])
places = [issue["location"] for issue in issues]
same(
    "gitlab",
    [
        (place["path"], place["positions"]["begin"]["line"], place["positions"]["begin"]["column"], issue["check_name"])
        for place, issue in zip(places, issues, strict=True)
    ],
)
assert len({issue["fingerprint"] for issue in issues}) == len(issues)

cases = [case for case in xml.fromstring(text["junit"]).iter("testcase") if case.get("name") != "valid"]
names = [re.fullmatch(r"([a-z-]+) at (\d+):(\d+)", case.get("name")) for case in cases]
same("junit", [(case.get("classname"), int(m[2]), int(m[3]), m[1]) for case, m in zip(cases, names, strict=True)])

patterns = [one["pattern"][0] for one in matcher["problemMatcher"]]
found = []
for line in text["short"].splitlines():
    hits = [(p, m) for p in patterns if (m := re.fullmatch(p["regexp"], line))]
    assert len(hits) == 1, line
    p, m = hits[0]
    found.append((m[p["file"]], int(m[p["line"]]), int(m[p["column"]]), m[p["code"]]))
same("the problem matcher", found)
