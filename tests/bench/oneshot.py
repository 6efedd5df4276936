"""One-shot processes side by side: wall time in turn, and peak memory. usage: oneshot.py BASE_PROGRAM RUNS -- COMMAND..."""
import os
import statistics
import subprocess
import sys
import time


def once(command):
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return time.perf_counter() - start, usage.ru_maxrss


def main():
    base, runs, command = [sys.argv[1]], int(sys.argv[2]), sys.argv[4:]
    figures = {"base": [], "bounce": []}
    for _ in range(runs):
        figures["base"].append(once(base))
        figures["bounce"].append(once(command))
    base_time = statistics.median(seconds for seconds, _ in figures["base"])
    time_taken = statistics.median(seconds for seconds, _ in figures["bounce"])
    ratios = sorted(b[0] / a[0] for a, b in zip(figures["base"], figures["bounce"]))
    print(f"{' '.join(os.path.basename(word) for word in command[:2])}, one process: median {time_taken * 1e3:.2f} ms; "
          f"g_mime_init alone: {base_time * 1e3:.2f} ms")
    print(f"ratio process / g_mime_init:        {ratios[len(ratios) // 2]:.3f}")
    print(f"peak memory:                        {max(rss for _, rss in figures['bounce']) / 1024:.1f} MB "
          f"(g_mime_init alone {max(rss for _, rss in figures['base']) / 1024:.1f} MB)")


main()
