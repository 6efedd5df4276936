"""Many inputs at once: batches of them in threads, results in the inputs' order."""
from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")

BATCH = 16           # inputs of one call, which releases the interpreter's lock once
BATCH_BYTES = 2**20  # large inputs: fewer
WINDOW = 2           # batches per thread that wait or are waited for; each report that waits is memory the processor's caches lack


def workers(jobs: int | None) -> int:
    """How many threads: jobs, or one per processor."""
    count = jobs if jobs is not None else os.cpu_count() or 1
    if count < 1:
        raise ValueError("jobs must be at least 1")
    return count


def threaded(work: Callable[[list[memoryview]], list[T]], inputs: Iterable[memoryview], count: int) -> Iterator[T]:
    """The results of work, which takes a batch of inputs, one by one in the inputs' order; work runs in count threads (two or more), the caller's among them.

    What the inputs raise comes after the results of those before.
    """
    from concurrent.futures import Future, ThreadPoolExecutor

    def here(batch: list[memoryview]) -> Future[list[T]]:
        done: Future[list[T]] = Future()
        try:
            done.set_result(work(batch))
        except Exception as error:  # comes in its turn
            done.set_exception(error)
        return done

    waiting: deque[tuple[list[memoryview], Future[list[T]]]] = deque()
    source, wrong, is_last = iter(inputs), None, False
    pool = ThreadPoolExecutor(count - 1, "bounce")
    try:
        while True:
            if waiting and waiting[0][1].done():
                yield from waiting.popleft()[1].result()
            elif not is_last and len(waiting) < count * WINDOW:
                batch: list[memoryview] = []
                held = 0
                try:
                    while len(batch) < BATCH and held < BATCH_BYTES:
                        batch.append(next(source))
                        held += batch[-1].nbytes
                except StopIteration:
                    is_last = True
                except Exception as error:
                    wrong, is_last = error, True
                if batch:
                    waiting.append((batch, pool.submit(work, batch)))
            elif waiting:
                # All others are at work: the first batch that none of them has begun is done here, else the first is waited for.
                for i, (batch, future) in enumerate(waiting):
                    if future.cancel():
                        waiting[i] = batch, here(batch)
                        break
                else:
                    yield from waiting.popleft()[1].result()
            else:
                break
        if wrong is not None:
            raise wrong
    finally:
        pool.shutdown(cancel_futures=True)
