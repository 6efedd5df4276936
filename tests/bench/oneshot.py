"""One-shot processes side by side: wall time in turn, and peak memory. usage: oneshot.py BASE_PROGRAM RUNS -- COMMAND...

The memory is asked of the program "peak" beside BASE_PROGRAM, with the library as it is installed (memory.py).
"""
import os
import statistics
import subprocess
import sys
import time

import memory


def once(command):
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    process.wait()
    return time.perf_counter() - start


def main():
    base, runs, command = [sys.argv[1]], int(sys.argv[2]), sys.argv[4:]
    figures = {"base": [], "bounce": []}
    for _ in range(runs):
        figures["base"].append(once(base))
        figures["bounce"].append(once(command))
    base_time = statistics.median(figures["base"])
    time_taken = statistics.median(figures["bounce"])
    ratios = sorted(b / a for a, b in zip(figures["base"], figures["bounce"]))
    print(f"{' '.join(os.path.basename(word) for word in command[:2])}, one process: median {time_taken * 1e3:.2f} ms; "
          f"g_mime_init alone: {base_time * 1e3:.2f} ms")
    print(f"ratio process / g_mime_init:        {ratios[len(ratios) // 2]:.3f}")
    bench = os.path.dirname(base[0])
    ours, floor = memory.peaks(os.path.join(bench, "peak"), os.path.join(bench, "../../libbounce/libbounce.so.0"), [command, base])
    print(f"peak memory:                        {ours / 1024:.1f} MB (g_mime_init alone {floor / 1024:.1f} MB)")


main()
