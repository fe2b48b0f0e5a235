"""Judges a SARIF report by the schema: sarif_check.py SCHEMA REPORT."""

import json
import sys

import jsonschema

schema, report = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:3])
judge = jsonschema.validators.validator_for(schema)
judge.check_schema(schema)
problems = sorted(judge(schema).iter_errors(report), key=lambda problem: problem.json_path)
for problem in problems[:20]:
    print(f"{problem.json_path}: {problem.message[:300]}")
# A judge that accepts anything has judged nothing.
broken = json.loads(json.dumps(report))
broken["runs"][0]["results"][0]["level"] = "terrible"
if not list(judge(schema).iter_errors(broken)):
    problems.append(None)
    print("a level that does not exist was accepted")
sys.exit(bool(problems))
