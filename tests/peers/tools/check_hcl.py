#!/usr/bin/env python3
"""Reads an exported Terraform file with python-hcl2 and compares it with the JSON export of the same clients.

usage: check_hcl.py FILE.tf CLIENTS.json NAMES.json
"""

import json
import re
import sys

import hcl2
from told import clients, compare, finish, load


def plain(value):
    """hcl2 keeps texts as they are written, with quotes and escapes."""
    if isinstance(value, dict):
        return {plain(name): plain(inner) for name, inner in value.items() if not name.startswith("__")}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, str) and value.startswith('"'):
        text = re.sub(r"\\U([0-9a-f]{8})", lambda found: json.dumps(chr(int(found[1], 16)))[1:-1], value)
        return json.loads(text).replace("$${", "${").replace("%%{", "%{")
    return value


def main(program, json_export, names):
    with open(program, encoding="utf-8") as file:
        document = plain(hcl2.load(file))
    resources = {}
    for resource in document["resource"]:
        for kind, by_name in resource.items():
            for name, told in by_name.items():
                resources[f"{kind}.{name}"] = told
    real, wrong, checked = clients(json_export), [], 0
    for block in document["import"]:
        told = resources.pop(block["to"].strip("${}"), None)
        client = real.get(block["id"].split("@")[0].split("/")[-1])
        if told is None:
            wrong.append(f"nothing to import into: {block}")
        elif client is not None:
            checked += 1
            wrong += compare(block["id"], client, told, load(names))
    wrong += [f"{name} has no import block" for name in resources]
    if checked != len(real):
        wrong.append(f"{checked} of {len(real)} clients are there")
    finish(checked, wrong)


main(*sys.argv[1:])
