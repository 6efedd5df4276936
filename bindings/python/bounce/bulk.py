"""Many inputs at once: batches of them in threads, results in the inputs' order."""
from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")

BATCH = 32           # inputs of one call, which releases the interpreter's lock once
BATCH_BYTES = 2**20  # large inputs: fewer
WINDOW = 4           # batches per thread that wait or are waited for


def workers(jobs: int | None) -> int:
    """How many threads: jobs, or one per processor."""
    count = jobs if jobs is not None else os.cpu_count() or 1
    if count < 1:
        raise ValueError("jobs must be at least 1")
    return count


def threaded(work: Callable[[list[memoryview]], list[T]], inputs: Iterable[memoryview], count: int) -> Iterator[T]:
    """The results of work, which takes a batch of inputs, one by one in the inputs' order; work runs in count threads.

    What the inputs raise comes after the results of those before.
    """
    from concurrent.futures import ThreadPoolExecutor

    waiting: deque[Future[list[T]]] = deque()
    source, wrong = iter(inputs), None
    pool = ThreadPoolExecutor(count, "bounce")
    try:
        while True:
            batch: list[memoryview] = []
            held = 0
            try:
                while len(batch) < BATCH and held < BATCH_BYTES:
                    batch.append(next(source))
                    held += batch[-1].nbytes
            except StopIteration:
                pass
            except Exception as error:
                wrong = error
            is_last = len(batch) < BATCH and held < BATCH_BYTES
            if batch:
                waiting.append(pool.submit(work, batch))
            while waiting and (is_last or len(waiting) >= count * WINDOW or waiting[0].done()):
                yield from waiting.popleft().result()
            if is_last:
                break
        if wrong is not None:
            raise wrong
    finally:
        pool.shutdown(cancel_futures=True)
