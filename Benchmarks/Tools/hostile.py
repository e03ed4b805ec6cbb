#!/usr/bin/env python3
"""Clients that mean harm: hostile.py PORT SECONDS [--stalled 20] [--others 20]

Some subscribe to everything and never read. The others, over and over: send garbage, stop within the handshake, send
frames without a mask, announce 10 MB, or send a valid message a byte at a time. Prints one line of JSON: which close
codes each kind got, and how often. Standard library only."""
import argparse
import asyncio
import base64
import collections
import json
import os
import struct
import time


def handshake(port):
    key = base64.b64encode(os.urandom(16)).decode()
    return (f"GET /stocks HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n").encode()


def frame(payload, opcode=1, masked=True, announced=None):
    count = len(payload) if announced is None else announced
    mask_bit = 0x80 if masked else 0
    head = bytes([0x80 | opcode])
    if count < 126:
        head += bytes([mask_bit | count])
    elif count < 65536:
        head += bytes([mask_bit | 126]) + struct.pack(">H", count)
    else:
        head += bytes([mask_bit | 127]) + struct.pack(">Q", count)
    if not masked:
        return head + payload
    mask = os.urandom(4)
    return head + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(payload))


AUTH = frame(b'{"action":"auth","params":"test-key"}')
SUBSCRIBE = frame(b'{"action":"subscribe","params":"*"}')


async def connect(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 16)
    writer.write(handshake(port))
    await reader.readuntil(b"\r\n\r\n")
    return reader, writer


async def close_code(reader, patience=10):
    """Reads frames until one that closes; its code, or what happened instead."""
    try:
        async with asyncio.timeout(patience):
            while True:
                first, second = await reader.readexactly(2)
                count = second & 0x7F
                if count == 126:
                    count = struct.unpack(">H", await reader.readexactly(2))[0]
                elif count == 127:
                    count = struct.unpack(">Q", await reader.readexactly(8))[0]
                payload = await reader.readexactly(count)
                if first & 0x0F == 8:
                    return str(struct.unpack(">H", payload[:2])[0]) if count >= 2 else "none"
    except asyncio.IncompleteReadError:
        return "end of stream"
    except TimeoutError:
        return "open"
    except OSError:
        return "reset"


async def stalled(port, until, result):
    """Subscribes to everything and reads no more; looks at the end what it was told."""
    while time.monotonic() < until:
        try:
            reader, writer = await connect(port)
        except OSError:
            await asyncio.sleep(0.2)
            continue
        writer.transport.pause_reading()
        writer.write(AUTH + SUBSCRIBE)
        await asyncio.sleep(max(0, min(12, until - time.monotonic())))
        writer.transport.resume_reading()
        result["stalled"][await close_code(reader)] += 1
        writer.close()


async def garbage(port, reader, writer):
    writer.write(os.urandom(2000))
    return await close_code(reader)


async def nonsense(port, reader, writer):
    writer.write(AUTH + b"".join(frame(os.urandom(50).hex().encode()) for _ in range(100)) + frame(b"\x03\xe8", 8))
    return await close_code(reader)


async def unmasked(port, reader, writer):
    writer.write(frame(b'{"action":"auth","params":"x"}', masked=False))
    return await close_code(reader)


async def huge(port, reader, writer):
    writer.write(frame(b"x" * 1000, announced=10_000_000))
    return await close_code(reader)


async def dribble(port, reader, writer):
    for byte in AUTH + frame(b"\x03\xe8", 8):
        writer.write(bytes([byte]))
        await asyncio.sleep(0.005)
    return await close_code(reader)


async def half_open(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(handshake(port)[:40])
    await asyncio.sleep(1)
    writer.close()
    return "left by itself"


async def others(port, until, result, first):
    kinds = [garbage, nonsense, unmasked, huge, dribble, half_open]
    while time.monotonic() < until:
        kind = kinds[first % len(kinds)]
        first += 1
        try:
            if kind is half_open:
                result[kind.__name__][await half_open(port)] += 1
            else:
                reader, writer = await connect(port)
                result[kind.__name__][await kind(port, reader, writer)] += 1
                writer.close()
        except (OSError, asyncio.IncompleteReadError) as error:
            result[kind.__name__][type(error).__name__] += 1
        await asyncio.sleep(0.1)


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("seconds", type=float)
    parser.add_argument("--stalled", type=int, default=20)
    parser.add_argument("--others", type=int, default=20)
    a = parser.parse_args()
    until, result = time.monotonic() + a.seconds, collections.defaultdict(collections.Counter)
    await asyncio.gather(*[stalled(a.port, until, result) for _ in range(a.stalled)],
                         *[others(a.port, until, result, i) for i in range(a.others)])
    print(json.dumps(result, sort_keys=True))


asyncio.run(main())
