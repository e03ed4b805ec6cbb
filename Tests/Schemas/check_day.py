#!/usr/bin/env python3
"""Checks a day of data messages, one a line on standard input, against the schema of their dialect, and builds the
bars again from the trades: check_day.py polygon|alpaca|aggregates < messages

An independent witness: it shares no code with the service. Prices are compared as exact decimals. The last line is the
verdict; exit 0 pass, 1 fail."""
import collections
import datetime
import decimal
import json
import os
import sys
import zoneinfo

import fastjsonschema

NEW_YORK = zoneinfo.ZoneInfo("America/New_York")
D = decimal.Decimal
decimal.getcontext().prec = 60
TENTH_OF_A_BASIS = D("0.0001")


def nanos(message, dialect):
    if dialect == "polygon":
        return message["t"] * 10**6
    text = message["t"][:-1]
    whole, _, fraction = text.partition(".")
    seconds = int(datetime.datetime.fromisoformat(whole + "+00:00").timestamp())
    return seconds * 10**9 + int(fraction.ljust(9, "0") or 0)


class Window:
    """The trades of one symbol in one stretch of time."""

    def __init__(self):
        self.prices, self.volume, self.notional = [], 0, D(0)

    def add(self, price, size):
        if not self.prices:
            self.prices = [price, price, price, price]
        self.prices = [self.prices[0], max(self.prices[1], price), min(self.prices[2], price), price]
        self.volume += size
        self.notional += price * size
        self.count = getattr(self, "count", 0) + 1

    @property
    def vwap(self):
        exact = self.notional / self.volume
        rounded = exact.quantize(TENTH_OF_A_BASIS, rounding=decimal.ROUND_HALF_UP)
        return min(max(rounded, self.prices[2]), self.prices[1])


class Day:
    """Everything that trades say bars must be."""

    def __init__(self, dialect):
        self.dialect = dialect
        self.windows = collections.defaultdict(Window)
        self.bars = []
        self.trades = collections.Counter()

    def trade(self, symbol, price, size, ns):
        self.trades[symbol] += 1
        for seconds in (1, 60):
            self.windows[symbol, seconds, ns // (seconds * 10**9)].add(price, size)
        self.windows[symbol, "day", self.day(ns)].add(price, size)

    @staticmethod
    def day(ns):
        return datetime.datetime.fromtimestamp(ns // 10**9, NEW_YORK).date()

    def take(self, message):
        kind = message["ev"] if self.dialect == "polygon" else message["T"]
        if kind in ("T", "t"):
            symbol = message["sym" if kind == "T" else "S"]
            self.trade(symbol, message["p"], message["s"], nanos(message, self.dialect))
        elif kind in ("A", "AM"):
            day = self.windows.get((message["sym"], "day", self.day(message["s"] * 10**6)))
            self.bars.append((kind, message, day and (day.prices[0], day.volume, day.vwap)))
        elif kind in ("b", "d"):
            day = self.windows.get((message["S"], "day", self.day(nanos(message, self.dialect))))
            self.bars.append((kind, message, day and (*day.prices, day.volume, day.count, day.vwap)))

    def faults(self):
        """Compares each bar with its window, and finds windows without a bar."""
        seen = set()
        for kind, m, day in self.bars:
            if kind in ("A", "AM"):
                seconds = 1 if kind == "A" else 60
                key = (m["sym"], seconds, m["s"] // (seconds * 1000))
                want = self.windows.get(key)
                got = ([m["o"], m["h"], m["l"], m["c"]], m["v"], m["vw"])
                if m["e"] - m["s"] != seconds * 1000 or m["s"] % (seconds * 1000):
                    yield f"window not aligned: {m}"
                if want and m["z"] != max(1, want.volume // want.count):
                    yield f"average size: {m}"
                if day != (m["op"], m["av"], m["a"]):
                    yield f"the day so far: expected {day}, found {m}"
            elif kind == "b":
                key = (m["S"], 60, nanos(m, self.dialect) // (60 * 10**9))
                want = self.windows.get(key)
                got = ([m["o"], m["h"], m["l"], m["c"]], m["v"], m["vw"])
                if want and want.count != m["n"]:
                    yield f"count of trades: {m}"
            else:
                if day != (m["o"], m["h"], m["l"], m["c"], m["v"], m["n"], m["vw"]):
                    yield f"the day so far: expected {day}, found {m}"
                continue
            if key in seen:
                yield f"a second bar of {key}"
            seen.add(key)
            if want is None or (want.prices, want.volume, want.vwap) != got:
                yield f"expected {want and (want.prices, want.volume, want.vwap)}, found {m}"
        yield from self.missing(seen)

    def missing(self, seen):
        """Windows with trades and no bar; the last of each length may still have been open at the end."""
        lengths = {key[1] for key in seen}
        ends = {s: max(k[2] for k in self.windows if k[1] == s) for s in lengths}
        for key in self.windows:
            if key[1] in lengths and key[2] < ends[key[1]] and key not in seen:
                yield f"no bar of {key}"


def main():
    dialect = sys.argv[1]
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), f"{dialect}.schema.json")
    with open(path) as file:
        schema = json.load(file)
    tag = {"polygon": "ev", "alpaca": "T", "aggregates": "type"}[dialect]
    valid = {kind: fastjsonschema.compile(part) for kind, part in schema["$defs"].items()}
    counts, faults, day = collections.Counter(), [], Day(dialect)
    for line in sys.stdin:
        # The schema judges JSON's own numbers; bars are built from exact decimals.
        message = json.loads(line)
        counts[message.get(tag)] += 1
        try:
            valid[message[tag]](message)
        except (KeyError, fastjsonschema.JsonSchemaException) as error:
            faults.append(f"{error}: {line.strip()}")
        if dialect != "aggregates":
            day.take(json.loads(line, parse_float=D))
    faults += day.faults()
    for fault in faults[:20]:
        print(fault)
    verdict = "FAIL" if faults or not counts else "PASS"
    told = " ".join(f"{kind}={count}" for kind, count in sorted(counts.items()))
    print(f"{verdict} {dialect}: {told}; {len(day.bars)} bars against {sum(day.trades.values())} trades; "
          f"{len(faults)} faults")
    sys.exit(verdict != "PASS")


main()
