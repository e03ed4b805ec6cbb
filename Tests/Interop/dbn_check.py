#!/usr/bin/env python3
"""Exchanges DBN files with the project's tests, by Databento's own library: dbn_check.py write|read FOLDER

`write` makes files of every schema in versions 1, 2 and 3, plain and zstd, in FOLDER/theirs. `read` reads those that the
tests wrote in FOLDER/ours. Beside each file NAME lies NAME.rows, what it holds, a row a line: of a quote the symbol,
time, changes (1 trade, 2 book, 4 mark), price, size, bid, its size, ask, its size; of a bar the symbol, start, length,
open, high, low, close, volume.
"""
import datetime
import io
import pathlib
import random
import sys
import types

import databento_dbn as dbn

UNDEFINED = dbn.UNDEF_PRICE
SECOND = 10**9
START = 1_705_329_000 * SECOND
BARS = {"ohlcv-1s": 1, "ohlcv-1m": 60, "ohlcv-1h": 3600, "ohlcv-1d": 86400}
QUOTES = ["trades", "mbp-1", "tbbo", "bbo-1s", "bbo-1m"]
SYMBOLS = {f"SYM{number}": 1000 + 37 * number for number in range(20)}


def number(price):
    """A price, or 0 where there is none."""
    return 0 if price == UNDEFINED else price


def line(record, schema, symbol):
    """What a record holds as the project has it."""
    if schema in BARS:
        return f"{symbol} {record.ts_event} {BARS[schema] * SECOND} {record.open} {record.high} {record.low} {record.close} {record.volume}"
    trades = schema in ("trades", "tbbo") or (schema == "mbp-1" and record.action == dbn.Action.TRADE)
    bid = ask = UNDEFINED
    bid_size = ask_size = 0
    if schema != "trades":
        level = record.levels[0]
        bid, ask, bid_size, ask_size = level.bid_px, level.ask_px, level.bid_sz, level.ask_sz
    changes = (1 if record.size else 4) if trades else 0
    if schema != "trades" and (not trades or (bid, ask) != (UNDEFINED, UNDEFINED)):
        changes |= 2
    price, size = number(record.price), record.size
    if schema == "mbp-1" and not trades:
        price = size = 0  # of an order, not of a trade
    return f"{symbol} {record.ts_recv} {changes} {price} {size} {number(bid)} {bid_size} {number(ask)} {ask_size}"


def level(chance):
    """The best bid and ask; either may be missing."""
    bid, ask = chance.randint(1, 10**12), chance.randint(1, 10**12)
    has_bid, has_ask = chance.random() > 0.1, chance.random() > 0.1
    return dbn.BidAskPair(
        bid_px=bid if has_bid else UNDEFINED, bid_sz=chance.randint(1, 9999) if has_bid else 0,
        ask_px=ask if has_ask else UNDEFINED, ask_sz=chance.randint(1, 9999) if has_ask else 0)


def record(schema, instrument, time, chance):
    """A record by chance."""
    common = {"publisher_id": 2, "instrument_id": instrument, "ts_event": time}
    price = chance.choice([chance.randint(1, 10**12), -chance.randint(1, 10**9)])
    if schema in BARS:
        kind = {"ohlcv-1s": dbn.RType.OHLCV_1S, "ohlcv-1m": dbn.RType.OHLCV_1M,
                "ohlcv-1h": dbn.RType.OHLCV_1H, "ohlcv-1d": dbn.RType.OHLCV_1D}[schema]
        return dbn.OHLCVMsg(rtype=kind, open=price, high=price + 5, low=price - 5, close=price + 1,
                            volume=chance.randint(0, 10**9), **common)
    common |= {"price": price, "size": chance.randint(1, 10**6), "side": chance.choice(list(dbn.Side.variants())),
               "ts_recv": time + 1000}
    if schema.startswith("bbo"):
        if chance.random() < 0.2:
            common |= {"price": UNDEFINED, "size": 0}
        kind = dbn.RType.BBO_1S if schema == "bbo-1s" else dbn.RType.BBO_1M
        return dbn.BBOMsg(rtype=kind, levels=level(chance), **common)
    actions = [dbn.Action.TRADE, dbn.Action.ADD, dbn.Action.CANCEL, dbn.Action.MODIFY]
    common |= {"depth": 0, "action": chance.choice(actions) if schema == "mbp-1" else dbn.Action.TRADE}
    return dbn.TradeMsg(**common) if schema == "trades" else dbn.MBP1Msg(levels=level(chance), **common)


def metadata(schema, version):
    """Metadata whose symbols all trade on the day, one of them under another symbol the day before."""
    day = datetime.date(2024, 1, 15)
    following = day + datetime.timedelta(days=1)

    def mapping(symbol, start, end, instrument):
        interval = types.SimpleNamespace(start_date=start, end_date=end, symbol=str(instrument))
        return types.SimpleNamespace(raw_symbol=symbol, intervals=[interval])

    mappings = [mapping(symbol, day, following, instrument) for symbol, instrument in SYMBOLS.items()]
    mappings.append(mapping("OLD", day - datetime.timedelta(days=1), day, SYMBOLS["SYM3"]))
    return dbn.Metadata(
        dataset="XNAS.ITCH", start=START, end=START + 3600 * SECOND, stype_in=dbn.SType.RAW_SYMBOL,
        stype_out=dbn.SType.INSTRUMENT_ID, schema=dbn.Schema.from_str(schema), symbols=list(SYMBOLS),
        mappings=mappings, version=version)


def compressed(data):
    """The same file as zstd, by Databento's library."""
    output = io.BytesIO()
    transcoder = dbn.Transcoder(output, dbn.Encoding.DBN, dbn.Compression.ZSTD,
                                upgrade_policy=dbn.VersionUpgradePolicy.AS_IS)
    transcoder.write(data)
    transcoder.flush()
    del transcoder  # which ends the frame
    return output.getvalue()


def write(folder):
    folder.mkdir(parents=True, exist_ok=True)
    names = {instrument: symbol for symbol, instrument in SYMBOLS.items()}
    for schema in [*QUOTES, *BARS]:
        chance = random.Random(schema)
        times = sorted(START + chance.randint(0, 3000 * SECOND) for _ in range(500))
        records = [record(schema, chance.choice(list(names)), time, chance) for time in times]
        rows = "".join(line(record, schema, names[record.instrument_id]) + "\n" for record in records)
        for version in (1, 2, 3):
            data = bytes(metadata(schema, version)) + b"".join(bytes(record) for record in records)
            for name, content in ((f"{schema}.v{version}.dbn", data), (f"{schema}.v{version}.dbn.zst", compressed(data))):
                (folder / name).write_bytes(content)
                (folder / f"{name}.rows").write_text(rows)


def read(folder):
    failures = 0
    files = sorted(path for path in folder.iterdir() if path.suffix != ".rows")
    for path in files:
        compression = dbn.Compression.ZSTD if path.suffix == ".zst" else dbn.Compression.NONE
        decoder = dbn.DBNDecoder(upgrade_policy=dbn.VersionUpgradePolicy.AS_IS, compression=compression)
        decoder.write(path.read_bytes())
        described, *records = decoder.decode()
        schema = path.name.split(".")[0]
        names = {int(interval["symbol"]): symbol
                 for symbol, intervals in described.mappings.items() for interval in intervals}
        found = "".join(line(record, schema, names[record.instrument_id]) + "\n" for record in records)
        expected = path.with_name(path.name + ".rows").read_text()
        times = [int(row.split()[1]) for row in expected.splitlines()]
        # In the order of their first rows. Databento's mappings come in another order each time.
        symbols = list(dict.fromkeys(row.split()[0] for row in expected.splitlines()))
        told = (described.version, described.dataset, described.schema, described.start, described.end, described.limit,
                described.stype_in, described.stype_out, described.ts_out, described.symbols,
                sorted(names.values()))
        right = (3, "MOCK.SYNTH", schema, times[0], times[-1] + 1, None, dbn.SType.RAW_SYMBOL, dbn.SType.INSTRUMENT_ID,
                 False, symbols, sorted(symbols))
        good = found == expected and told == right
        failures += not good
        print(f"{'ok' if good else 'WRONG'}  {path.name}  {len(records)} records")
        if told != right:
            print(f"  expected {right}\n  found    {told}")
        elif not good:
            pair = next((pair for pair in zip(expected.splitlines(), found.splitlines()) if pair[0] != pair[1]), None)
            print(f"  expected {pair and pair[0]}\n  found    {pair and pair[1]}")
    if len(files) != 2 * len([*QUOTES, *BARS]):
        print(f"expected {2 * len([*QUOTES, *BARS])} files, found {len(files)}")
        failures += 1
    return failures


if __name__ == "__main__":
    action, place = sys.argv[1], pathlib.Path(sys.argv[2])
    sys.exit(write(place / "theirs") if action == "write" else read(place / "ours") and 1)
