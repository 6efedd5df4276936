"""Properties of the result objects: each knows the C getter and its place in the record bounce/1.

A fresh report reads from the C object; one that was pickled has only its record. Tests hold both to the same values.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, TypeVar, Union, overload

from .words import Word

T = TypeVar("T")
W = TypeVar("W", bound=Word)


class Part:
    """A pointer into a report (or a piece of its record), the report, which keeps it alive, and where in the report it is."""

    __slots__ = ("_owner", "_path", "_pointer")

    _owner: Any
    _path: tuple[int, ...]
    _pointer: Any

    def __init__(self, pointer: Any, owner: Any, path: tuple[int, ...]) -> None:
        set_pointer(self, pointer)
        set_owner(self, owner)
        set_path(self, path)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is read-only")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is read-only")

    def _values(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in field_names(type(self)))

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return other is self or self._values() == other._values()

    def __hash__(self) -> int:
        return hash((type(self).__name__, repr(self)))


def setter(kind: type, name: str) -> Callable[[Any, Any], None]:
    """Sets a slot of a read-only object, at half the cost of object.__setattr__."""
    return vars(kind)[name].__set__  # type: ignore[no-any-return]


set_pointer, set_owner, set_path = setter(Part, "_pointer"), setter(Part, "_owner"), setter(Part, "_path")


def field_names(kind: type) -> list[str]:
    """The names of a class's properties, in the order they are written down."""
    return [name for name, value in vars(kind).items() if isinstance(value, Field)]


class Field(Generic[T]):
    """A read-only property."""

    def __init__(self, doc: str, get: Callable[[Any], Any], place: Union[str, Callable[[Any], Any]],
                 make: Callable[[Any], T] | None = None) -> None:
        self.__doc__ = doc
        self._get = get
        self._place = place if callable(place) else _walk(place.split("."))
        self._make = make
        self._name = "?"

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, part: None, owner: type) -> Field[T]: ...

    @overload
    def __get__(self, part: Any, owner: type) -> T: ...

    def __get__(self, part: Any, owner: type) -> Any:
        if part is None:
            return self
        pointer = part._pointer
        value = self._place(pointer) if type(pointer) is dict else self._get(pointer)
        return value if self._make is None else self._make(value)

    def __set__(self, part: Any, value: T) -> None:
        raise AttributeError(f"{type(part).__name__}.{self._name} is read-only")


def _walk(keys: list[str]) -> Callable[[Any], Any]:
    def walk(record: Any) -> Any:
        for key in keys:
            if record is None:
                return None
            record = record.get(key)
        return record
    return walk


def optional(doc: str, get: Callable[[Any], Any], place: str) -> Field[str | None]:
    """A string or None."""
    return Field(doc, get, place)


def string(doc: str, get: Callable[[Any], Any], place: str) -> Field[str]:
    """A string that is always there."""
    return Field(doc, get, place)


def lookup(kind: type[W]) -> Callable[[Any], W]:
    """kind(value), in a fraction of the time that calling an enum takes."""
    known: dict[Any, W] = {member.value: member for member in kind}
    unknown = kind.__members__["UNKNOWN"]
    return lambda value: known.get(value, unknown)


def member(doc: str, kind: type[W], name: Callable[[int], Any], get: Callable[[Any], int], place: str) -> Field[W]:
    """A member of an enum."""
    return Field(doc, lambda pointer: name(get(pointer)), place, lookup(kind))


def optional_member(doc: str, kind: type[W], name: Callable[[int], Any], get: Callable[[Any], int], place: str) -> Field[W | None]:
    """A member of an enum, or None."""
    known = lookup(kind)
    return Field(doc, lambda pointer: name(get(pointer)), place, lambda value: None if value is None else known(value))


class Parts(Sequence[T], Generic[T]):
    """A lazy, read-only sequence over a count and an access function."""

    __slots__ = ("_count", "_make")

    def __init__(self, count: int, make: Callable[[int], T]) -> None:
        self._count = count
        self._make = make

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...

    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        if isinstance(index, slice):
            return tuple(self._make(i) for i in range(*index.indices(self._count)))
        if index < 0:
            index += self._count
        if not 0 <= index < self._count:
            raise IndexError(index)
        return self._make(index)

    def __iter__(self) -> Iterator[T]:
        return map(self._make, range(self._count))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, (str, bytes)):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(list(self))

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (tuple(self),)
