"""What the checks of exports have in common: the clients as they are, and comparing a program with them."""

import json
import sys


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def clients(path):
    """The settings of every client of a JSON export, by the client's id."""
    return {
        entry["client"]["ClientId"]: entry["client"]
        for pool in load(path)["pools"]
        for entry in pool["clients"]
    }


def at(tree, path):
    """The value at a dotted path, None where there is none. A list of one block is the block."""
    for name in path.split("."):
        if isinstance(tree, list):
            tree = tree[0] if tree else None
        tree = tree.get(name) if isinstance(tree, dict) else None
    return tree


def same(told, real):
    """Whether two values mean the same: lists are sets here."""
    if isinstance(real, list):
        return isinstance(told, list) and sorted(told) == sorted(set(real))
    if isinstance(real, (int, float)) and not isinstance(real, bool):
        return told is not None and float(told) == float(real)
    return told == real


def compare(client, real, told, names):
    """The differences of what a program tells from what is. names: the settings' names, and what must be told."""
    wrong = []
    for api, own in names["names"]:
        value = at(told, own)
        if value is None:
            if api in names["must"].get(real["ClientId"], []):
                wrong.append(f"{client}: {own} is not told")
        elif not same(value, at(real, api)):
            # A number told with units may be the default that a describe leaves out.
            if not (at(real, api) is None and (api.endswith("Validity") or "TokenValidityUnits" in api)):
                wrong.append(f"{client}: {own} is {value!r}, not {at(real, api)!r}")
    return wrong


def finish(checked, wrong):
    for line in wrong:
        print(line)
    print(f"{checked} clients checked")
    sys.exit(1 if wrong or not checked else 0)
