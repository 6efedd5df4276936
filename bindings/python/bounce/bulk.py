"""Many inputs at once: a window of them in threads, results in the inputs' order."""
from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

A = TypeVar("A")
B = TypeVar("B")

CHUNK = 16   # inputs per task: a task costs some 20 µs, a mail 100
WINDOW = 4   # tasks per thread that wait


def ordered(function: Callable[[A], B], inputs: Iterable[A], jobs: int | None) -> Iterator[B]:
    """function of each input, in the inputs' order, in jobs threads."""
    count = jobs if jobs is not None else os.cpu_count() or 1
    if count < 1:
        raise ValueError("jobs must be at least 1")
    return map(function, inputs) if count == 1 else _threaded(function, inputs, count)


def _threaded(function: Callable[[A], B], inputs: Iterable[A], count: int) -> Iterator[B]:
    from concurrent.futures import ThreadPoolExecutor
    from itertools import islice

    def work(chunk: list[A]) -> list[B]:
        return [function(item) for item in chunk]

    source = iter(inputs)
    waiting: deque[Future[list[B]]] = deque()
    with ThreadPoolExecutor(count) as pool:
        while True:
            chunk = list(islice(source, CHUNK))
            if chunk:
                waiting.append(pool.submit(work, chunk))
            if not waiting:
                return
            if not chunk or len(waiting) >= count * WINDOW:
                yield from waiting.popleft().result()
