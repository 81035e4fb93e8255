"""How long the whole process of `tally recount --json` takes at the national size, beside pandas on the same file.

pandas does less: it reads ballots.csv, spreads the marks, classifies by the number of names and adds up; it knows no
rulings, no other ways to be invalid, no base, no ties, and checks nothing.
"""

import sys
from pathlib import Path

from side_by_side import PYTHON, median_seconds, report

NATIONAL = Path(__file__).parent.parent / "fixtures" / "national"
WITH_PANDAS = f"""
import json, tomllib
import pandas
with open({str(NATIONAL / "congress.toml")!r}, "rb") as file:
    congress = tomllib.load(file)
ballots = pandas.read_csv({str(NATIONAL / "ballots.csv")!r}, dtype=str, keep_default_na=False)
results = []
for contest in congress["contest"]:
    numbers = [str(candidate["no"]) for candidate in contest["candidate"]]
    mine = ballots[(ballots["contest"] == contest["id"]) & (ballots["round"] == str(contest.get("round", 1)))]
    struck = mine["marks"].str.get_dummies(sep=" ").reindex(columns=numbers, fill_value=0)
    names = len(numbers) - struck.sum(axis=1)
    valid = struck[(names >= 1) & (names <= contest["seats"])]
    votes = len(valid) - valid.sum()
    results.append({{"id": contest["id"], "valid": len(valid), "votes": votes.to_dict()}})
print(json.dumps(results))
"""

if __name__ == "__main__":
    ours, pandas = median_seconds(
        [[PYTHON, "-m", "tally", "recount", str(NATIONAL), "--json"], [PYTHON, "-c", WITH_PANDAS]]
    )
    sys.exit(report("tally recount --json", ours, "pandas", pandas, at_most=1))
