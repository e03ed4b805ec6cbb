#!/usr/bin/env python3
"""Databento's own readers over a DBN file of trades: dbn_reader.py objects|array FILE

`objects` is databento-dbn: its decoder, which makes a Python object of each record, and its transcoder, which stays in
Rust and writes the records again, here to nowhere. `array` is databento: a file as numpy's arrays, which are views of
the bytes as they are; so one field of them is summed up.

FILE.read, by `measure replay FILE`, is what this project read: the number of records, the sum of their prices, and
records a second. It must be the same here; exit code 1 if it is not.
"""
import importlib.metadata
import io
import pathlib
import statistics
import sys
import time

import databento_dbn

BLOCK = 1 << 20
RUNS = 3


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


def measure(read, path):
    """What a reader finds, and records a second: the median of some runs."""
    rates = []
    for _ in range(RUNS):
        start = time.perf_counter()
        found = read(path)
        rates.append(found[0] / (time.perf_counter() - start))
    return found, statistics.median(rates)


def main(kind, path):
    package, readers = READERS[kind]
    count, prices, ours = map(int, path.with_name(path.name + ".read").read_text().split())
    print(f"{package} {importlib.metadata.version(package)}, Python {sys.version.split()[0]}")
    wrong = False
    for name, read in readers:
        found, rate = measure(read, path)
        print(f"{name:58} {f'{rate / 1e6:.2f} M records/s':30} ours is {ours / rate:.2f} x this")
        if found not in ((count, prices), (count, None)):
            wrong = True
            print(f"WRONG: expected {count} records and prices of {prices}, found {found[0]} and {found[1]}")
    if not wrong:
        print(f"{'both found the same records, and the same sum of prices':58} {count}, {prices}")
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], pathlib.Path(sys.argv[2])))
