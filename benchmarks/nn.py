"""How fast `striate.nn` is, against PyTorch eager in the faster of its two memory layouts, on one and on two threads.

    python benchmarks/nn.py [--json] [--rounds N] [--threads 1,2] [WORD ...]

Each case runs in a fresh process for each engine; the processes take turns, so that whatever else the machine does
slows all of them alike. Times are medians over all calls, ratios are medians of ours over medians of PyTorch's; beside
them the ratio of the shortest times, which a busy machine disturbs less. Memory is the peak that running adds to what
the process held before. WORDs choose the cases whose names hold one of them.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

ROUND = 0.15  # seconds that an engine runs before it is the next one's turn
PEER = ("PyTorch", "PyTorch, channels last")


class Worker:
    """A process that runs one case with one engine."""

    def __init__(self, case: str, engine: str, threads: int) -> None:
        counts = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), str(threads))
        command = [sys.executable, __file__, "--worker", case, engine]
        self.process = subprocess.Popen(
            command, env=os.environ | counts, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.seconds: list[float] = []
        self.there = self.ask("start") is True

    def ask(self, what: str) -> Any:
        """Send a word, and wait for the answer."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(what + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> float:
        """End the process. Returns the megabytes that running added."""
        memory = float(self.ask("memory")) if self.there else 0.0
        self.process.communicate()
        return memory


def work(case_name: str, engine: str) -> None:
    """What a worker does: answers words on its standard input."""
    threads = int(os.environ["OMP_NUM_THREADS"])
    if engine.startswith("PyTorch"):
        import torch

        torch.set_num_threads(threads)
    from nn_cases import CASES
    from nn_engines import ENGINES

    step = ENGINES[engine](CASES[case_name])
    before, once = _peak_megabytes(), 0.0
    for line in sys.stdin:
        answer: object = None
        match line.strip():
            case "start" if step is None:
                answer = False
            case "start":
                step()
                began = time.perf_counter()
                step()
                once, answer = time.perf_counter() - began, True
            case "round":
                assert step
                answer = []
                for _ in range(max(1, round(ROUND / once))):
                    began = time.perf_counter()
                    step()
                    answer.append(time.perf_counter() - began)
            case "memory":
                answer = _peak_megabytes() - before
        print(json.dumps(answer), flush=True)
        if answer is False:
            return


def measure(case: str, threads: int, rounds: int, engines: list[str]) -> dict[str, Any]:
    """One case on so many threads: median milliseconds and megabytes by engine, and our ratio to the faster PyTorch."""
    workers = {engine: Worker(case, engine, threads) for engine in engines}
    there = {engine: worker for engine, worker in workers.items() if worker.there}
    for _ in range(rounds):
        for worker in there.values():
            worker.seconds += worker.ask("round")
    memory = {engine: round(worker.close(), 1) for engine, worker in workers.items() if engine in there}
    times = {engine: 1000 * statistics.median(worker.seconds) for engine, worker in there.items()}
    best = {engine: 1000 * min(worker.seconds) for engine, worker in there.items()}
    return {
        "case": case,
        "threads": threads,
        "milliseconds": times,
        "fastest": best,
        "megabytes": memory,
        "ratio": times["striate"] / min(times[engine] for engine in PEER),
        "ratio_of_fastest": best["striate"] / min(best[engine] for engine in PEER),
    }


def report(result: dict[str, Any], goal: float | None) -> str:
    """One measurement as a line."""
    times, memory = result["milliseconds"], result["megabytes"]
    peer = min(PEER, key=times.__getitem__)
    other = f"{times['SmallPebble']:9.2f}" if "SmallPebble" in times else " " * 9
    ratios = f"{result['ratio']:6.2f} {result['ratio_of_fastest']:6.2f}"
    aim = f"(goal {goal})" if goal else ""
    return (
        f"{result['case']:58} {result['threads']} {times['striate']:9.2f} {times[peer]:9.2f} {other} {ratios}"
        f"  {memory['striate']:5.0f} {memory[peer]:5.0f}  {aim}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", nargs="*", metavar="WORD")
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of a table")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--worker", nargs=2, metavar=("CASE", "ENGINE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.worker:
        work(*given.worker)
        return
    from nn_cases import CASES

    engines = ["striate", *PEER] + (["SmallPebble"] if _version("smallpebble") else [])
    chosen = [name for name in CASES if not given.words or any(word in name for word in given.words)]
    results: list[dict[str, Any]] = []
    if not given.json:
        print(f"{'milliseconds, medians':58} t   striate   PyTorch     other  ratio of-min  MB: ours theirs")
    for name in chosen:
        for threads in map(int, given.threads.split(",")):
            load = os.getloadavg()[0]
            results.append(measure(name, threads, given.rounds, engines) | {"load": load, "goal": CASES[name].goal})
            if not given.json:
                print(report(results[-1], CASES[name].goal), flush=True)
    versions = {package: _version(package) for package in ("numpy", "torch", "smallpebble")}
    machine = {"processor": platform.processor() or platform.machine(), "cores": os.cpu_count()}
    if given.json:
        print(json.dumps({"machine": machine, "versions": versions, "results": results}, indent=1))
    else:
        print(f"{machine} {versions}; load {min(r['load'] for r in results)} to {max(r['load'] for r in results)}")


def _peak_megabytes() -> float:
    """The most memory that this process has held so far (Linux counts in kilobytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    main()
