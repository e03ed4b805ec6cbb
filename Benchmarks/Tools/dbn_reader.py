#!/usr/bin/env python3
"""Databento's own readers over a DBN file of trades: dbn_reader.py objects|array FILE MEASURE

`objects` is databento-dbn: its decoder, which makes a Python object of each record, and its transcoder, which stays in
Rust and writes the records again, here to nowhere. `array` is databento: a file as numpy's arrays, which are views of
the bytes as they are; so one field of them is summed up.

MEASURE is the program that this project's own reader is measured by, in turns with them. Both must find the same number
of records and the same sum of prices; exit code 1 if they do not.
"""
import importlib.metadata
import io
import pathlib
import statistics
import subprocess
import sys
import time

import databento_dbn

BLOCK = 1 << 20
RUNS = 5


class Nowhere(io.RawIOBase):
    """A file that counts the bytes that it is given, and forgets them."""

    count = 0

    def writable(self):
        return True

    def write(self, data):
        self.count += len(data)
        return len(data)


def blocks(path):
    with path.open("rb", buffering=0) as file:
        while block := file.read(BLOCK):
            yield block


def count_objects(path):
    decoder, count = databento_dbn.DBNDecoder(), 0
    for block in blocks(path):
        decoder.write(block)
        count += len(decoder.decode())
    return count - 1, None  # the first is the metadata


def sum_objects(path):
    decoder, count, prices = databento_dbn.DBNDecoder(), 0, 0
    for block in blocks(path):
        decoder.write(block)
        records = decoder.decode()
        if records and isinstance(records[0], databento_dbn.Metadata):
            del records[0]
        count += len(records)
        prices += sum(record.price for record in records)
    return count, prices


def transcode(path):
    output = Nowhere()
    transcoder = databento_dbn.Transcoder(output, databento_dbn.Encoding.DBN, databento_dbn.Compression.NONE)
    for block in blocks(path):
        transcoder.write(block)
    transcoder.flush()
    # The same records under metadata of the same length; whatever is not whole shows.
    return (output.count - metadata_size(path)) / databento_dbn.TradeMsg.size_hint, None


def metadata_size(path):
    with path.open("rb") as file:
        start = file.read(8)
    return 8 + int.from_bytes(start[4:8], "little")


def sum_array(path):
    import databento  # here only: what measures the decoder does not have it

    count = prices = 0
    for rows in databento.DBNStore.from_file(path).to_ndarray(count=BLOCK // databento_dbn.TradeMsg.size_hint):
        count += len(rows)
        prices += int(rows["price"].sum())
    return count, prices


READERS = {
    "objects": ("databento-dbn", [
        ("Databento's decoder from Python, one object per record", count_objects),
        ("the same, each price asked for and summed up", sum_objects),
        ("Databento's transcoder, all in Rust: read, written again", transcode),
    ]),
    "array": ("databento", [("Databento's arrays: views, with their prices summed up", sum_array)]),
}


def ours(path, program):
    """What this project's reader finds, and the seconds that it takes."""
    count, prices, seconds = subprocess.run(
        [program, "read", path], check=True, capture_output=True, text=True).stdout.split()
    return (int(count), int(prices)), float(seconds)


def measure(read, path):
    start = time.perf_counter()
    found = read(path)
    return found, time.perf_counter() - start


def compare(name, read, path, program):
    """Prints one line of the table, the medians of some runs; true if both found the same."""
    times, expected = [], None
    for _ in range(RUNS):
        expected, own = ours(path, program)
        found, theirs = measure(read, path)
        if found not in (expected, (expected[0], None)):
            print(f"WRONG: expected {expected[0]} records and prices of {expected[1]}, found {found[0]} and {found[1]}")
            return False
        times.append((theirs, own))
    theirs, own = (statistics.median(column) for column in zip(*times))
    rate = f"{expected[0] / theirs / 1e6:.2f} M records/s"
    print(f"{name:58} {rate:30} ours {expected[0] / own / 1e6:.2f} M, {theirs / own:.2f} x")
    return True


def main(kind, path, program):
    package, readers = READERS[kind]
    print(f"{package} {importlib.metadata.version(package)}, Python {sys.version.split()[0]}")
    same = [compare(name, read, path, program) for name, read in readers]
    if all(same):
        print(f"{'as many records as ours, and the sums of prices the same':58} yes")
    return not all(same)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]))
