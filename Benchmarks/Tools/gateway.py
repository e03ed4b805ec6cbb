#!/usr/bin/env python3
"""Measures the gateway under `wsload`, server and load on one core each: gateway.py SERVE WSLOAD [--peers DIR] [PART…]

Parts: rate, flat, arrays, offered, idle, connect, slow, hostile. With --peers, a folder that holds `wsfan` and the Python
peers with their environment, the peers run in turn with ours, and ratios are told. Medians of --repeat runs."""
import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
LOGIN = ["-e", '"connected"', "-m", '{"action":"auth","params":"test"}', "-e", '"auth_success"',
         "-m", '{"action":"subscribe","params":"T.*"}']
TWO_MESSAGES = ["-m", '{"action":"auth","params":"test"}', "-m", '{"action":"subscribe","params":"T.*"}']


class Server:
    """A server on core 0 for the length of a `with`."""

    def __init__(self, command, port, waits=None, **options):
        self.port = port
        self.process = subprocess.Popen(["taskset", "-c", "0", *command], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE if waits else subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, text=True, **options)
        if waits:
            self.process.stdout.readline()
        else:
            time.sleep(1.5)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def memory(self):
        with open(f"/proc/{self.process.pid}/status") as file:
            return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmRSS"))

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def ticks(self):
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def port():
    return random.randint(20000, 30000)


def load(wsload, server, *options, script=LOGIN, clients=100, seconds=4):
    command = ["taskset", "-c", "1", wsload, "-n", str(clients), "-s", str(seconds), "-w", "1.5", "--marker", '"ev":"T"',
               "--server-pid", str(server.process.pid), *options, *script, f"ws://127.0.0.1:{server.port}/stocks"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if not done.stdout.strip():
        raise SystemExit(f"wsload failed: {done.stderr}")
    return json.loads(done.stdout)


class Bench:
    def __init__(self, options):
        self.o = options

    def ours(self, rate, per_frame, mode="counted"):
        p = port()
        return Server([self.o.serve, str(p), str(rate), str(per_frame), mode], p, waits=True)

    def peer(self, name, rate, batch, *more):
        p, folder = port(), self.o.peers
        if name == "wsfan":
            command = ["./wsfan", str(p), "100", str(batch), str(rate), *(more or ["1"])]
        else:
            command = ["./venv-ws/bin/python", f"peer_{name}.py", "--port", str(p), "--batch", str(batch),
                       "--rate", str(rate), *more]
        environment = dict(os.environ, LD_LIBRARY_PATH="./deb/usr/lib/x86_64-linux-gnu")
        return Server(command, p, cwd=folder, env=environment)

    def compare(self, title, contenders, tell):
        """Runs all contenders in turn, as often as asked, and tells the median of each."""
        print(f"\n{title}")
        results = {name: [] for name in contenders}
        for _ in range(self.o.repeat):
            for name, (make, options, script) in contenders.items():
                with make() as server:
                    results[name].append(load(self.o.wsload, server, *options, script=script))
        for name, runs in results.items():
            print(f"  {name:12} {tell(runs)}", flush=True)

    def contenders(self, rate, batch, *, burst=(), mode="counted", ours_rate=None):
        key = ["--lat-key", '"i":"'] if mode == "stamped" else ["--seq-key", '"q":']
        all_ = {"ours": (lambda: self.ours(rate if ours_rate is None else ours_rate, batch, mode), key, LOGIN)}
        if self.o.peers:
            more = ["--lat-key", '"ns":'] if mode == "stamped" else ["--seq-key", '"q":']
            peers = {"picows": (), "socketify": burst} if rate else {"socketify": burst, "wsfan": ("64",) if burst else ("1",)}
            for name, extra in peers.items():
                all_[name] = (lambda n=name, e=extra: self.peer(n, rate / batch if rate else 0, batch, *e), more,
                              TWO_MESSAGES)
        return all_

    def rate(self):
        def tell(runs):
            return (f"CPU {middle(runs, 'server', 'cpu_pct'):5.1f} %  p50 {middle(runs, 'latency_us', 'p50'):6.0f} µs  "
                    f"p99 {middle(runs, 'latency_us', 'p99'):6.0f} µs  memory {middle(runs, 'server', 'rss_mb'):5.1f} MB")
        self.compare("500 events/s to 100 clients", self.contenders(500, 1, mode="stamped"), tell)

    def flat(self):
        self.compare("flat out, one message a frame", self.contenders(0, 1, burst=("--burst", "50")), flat_figures)

    def arrays(self):
        self.compare("flat out, 50 messages a frame", self.contenders(0, 50), flat_figures)

    def offered(self):
        def tell(runs):
            return (f"{middle(runs, 'messages_per_s') / 1e6:5.2f} M/s delivered  p50 {middle(runs, 'latency_us', 'p50') / 1e3:6.2f} ms  "
                    f"p99 {middle(runs, 'latency_us', 'p99') / 1e3:6.2f} ms  CPU {middle(runs, 'server', 'cpu_pct'):5.1f} %")
        self.compare("50,000 events/s offered to 100 clients, latency",
                     {"ours": (lambda: self.ours(50000, 1, "stamped"), ["--lat-key", '"i":"', "--lat-every", "50"], LOGIN)}, tell)

        def tell_loss(runs):
            return f"{middle(runs, 'messages_per_s') / 1e6:5.2f} M/s delivered  sequence {runs[-1].get('sequence')}"
        self.compare("50,000 events/s offered to 100 clients, loss",
                     {"ours": (lambda: self.ours(50000, 1), ["--seq-key", '"q":'], LOGIN)}, tell_loss)

    def idle(self):
        print("\n1,000 clients that want nothing much")
        script = LOGIN[:-1] + ['{"action":"subscribe","params":"T.NOBODY"}', "-e", "subscribed to"]
        with self.ours(1, 1) as server:
            before = server.ticks()
            run = load(self.o.wsload, server, script=script, clients=1000, seconds=10)
            print(f"  ours         {run['server']['cpu_pct']:.2f} % of a core, {run['server']['rss_mb']:.1f} MB")
            print(f"  (connecting included: {server.ticks() - before:.2f} s of CPU)")

    def connect(self):
        print("\n1,000 clients connect, authenticate, subscribe, 64 at a time")
        script = LOGIN + ["-e", "subscribed to"]
        with self.ours(1, 1) as server:
            run = load(self.o.wsload, server, script=script, clients=1000, seconds=1)
            took = run["ready_ms"]
            print(f"  ours         p50 {took['p50']:.1f} ms, p99 {took['p99']:.1f} ms, of {took['n']}")

    def slow(self):
        """Clients that stop reading beside others that read; how they end."""
        print("\n100 clients read 10,000 events/s, 20 have stopped")
        with self.ours(10000, 1) as server:
            start = server.descriptors()
            run = load(self.o.wsload, server, "--seq-key", '"q":', "--slow", "20", "--slow-rcvbuf", "4096",
                       "--slow-drain", "5000", clients=120, seconds=12)
            time.sleep(3)
            print(f"  readers: {run['messages_per_s'] / 1e6:.2f} M/s, {run['sequence']}; closed with {run['close_codes']}, "
                  f"ends {run['ended']}; stalled: {run['slow']}")
            print(f"  memory {run['server']['peak_rss_mb']:.1f} MB at most; descriptors {start} before, "
                  f"{server.descriptors()} after")

    def hostile(self):
        """Pairs of runs, with and without those that mean harm; the p99 of the others."""
        print("\n160 clients at 500 events/s, with and without 40 that mean harm")
        with self.ours(500, 1, "stamped") as server:
            time.sleep(1)
            start, ratios, pairs, told = server.descriptors(), [], [], []
            for index in range(self.o.pairs):
                p99 = {}
                for harmed in ((False, True) if index % 2 == 0 else (True, False)):
                    harm = harmed and subprocess.Popen(
                        ["taskset", "-c", "1", "nice", sys.executable, f"{HERE}/hostile.py", str(server.port), "5"],
                        stdout=subprocess.PIPE, text=True)
                    if harmed:
                        time.sleep(0.5)
                    run = load(self.o.wsload, server, "--lat-key", '"i":"', clients=160, seconds=2)
                    p99[harmed] = run["latency_us"]["p99"]
                    if harmed:
                        told.append(json.loads(harm.communicate()[0]))
                pairs.append((p99[False], p99[True]))
                ratios.append(p99[True] / p99[False])
            time.sleep(6)
            print("  p99 µs without/with:", " ".join(f"{a:.0f}/{b:.0f}" for a, b in pairs))
            print(f"  median ratio {statistics.median(ratios):.2f}; descriptors {start} before, {server.descriptors()} after; "
                  f"{server.memory():.1f} MB")
            print("  closed with:", json.dumps(merged(told), sort_keys=True))


def merged(tallies):
    total = {}
    for tally in tallies:
        for kind, codes in tally.items():
            for code, count in codes.items():
                total.setdefault(kind, {})[code] = total.get(kind, {}).get(code, 0) + count
    return total


def middle(runs, *path):
    values = []
    for run in runs:
        for key in path:
            run = (run or {}).get(key)
        if run is not None:
            values.append(run)
    return statistics.median(values) if values else float("nan")


def flat_figures(runs):
    return (f"{middle(runs, 'messages_per_s') / 1e6:6.2f} M/s delivered  {middle(runs, 'server', 'cpu_s_per_million'):6.3f} "
            f"CPU s per million  {middle(runs, 'server', 'rss_mb'):5.1f} MB")


def main():
    parts = ["rate", "flat", "arrays", "offered", "idle", "connect", "slow", "hostile"]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("serve")
    parser.add_argument("wsload")
    parser.add_argument("parts", nargs="*", default=parts, metavar="PART")
    parser.add_argument("--peers")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--pairs", type=int, default=20)
    options = parser.parse_intermixed_args()
    bench = Bench(options)
    for part in options.parts or parts:
        getattr(bench, part)()


main()
