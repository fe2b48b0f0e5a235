#!/usr/bin/env python3
"""Runs an exported Pulumi program under Pulumi's own mocks and compares what it registers with the JSON export.

usage: check_pulumi.py PROGRAM.py IMPORT.json CLIENTS.json NAMES.json
"""

import runpy
import sys

import pulumi
from told import clients, compare, finish, load

MADE = {}


class Mocks(pulumi.runtime.Mocks):
    def new_resource(self, args):
        MADE[(args.typ, args.name)] = dict(args.inputs)
        return [args.name, args.inputs]

    def call(self, args):
        return {}


pulumi.runtime.set_mocks(Mocks())


@pulumi.runtime.test
def run(program):
    runpy.run_path(program)


def main(program, imports, json_export, names):
    run(program)
    real, wrong, checked = clients(json_export), [], 0
    for entry in load(imports)["resources"]:
        told = MADE.pop((entry["type"], entry["name"]), None)
        client = real.get(entry["id"].split("/")[-1])
        if told is None:
            wrong.append(f"the program does not make {entry}")
        elif client is not None:
            checked += 1
            wrong += compare(entry["id"], client, told, load(names))
    wrong += [f"{made} is not imported" for made in MADE]
    if checked != len(real):
        wrong.append(f"{checked} of {len(real)} clients are there")
    finish(checked, wrong)


main(*sys.argv[1:])
