"""The wire's types as plain data, read off the structs: what generated files are made from."""

import ast
import inspect
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from itertools import pairwise
from types import NoneType, UnionType
from typing import Any, Literal, NewType, TypeAlias, Union, cast, get_args, get_origin

from msgspec import Struct
from msgspec.structs import fields

from invigilate.rooms import commands, orders, plan, staff_news, views
from invigilate.wire import frames, happenings

Kind: TypeAlias = "str | tuple[Kind, ...]"
"""A name ("number", "SeatId", "Row"), or a tuple that begins with what it is: "list", "pair",
"map" (from numbers), "union", "literal"."""

_PLAIN: dict[Any, str] = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    NoneType: "null",
}
_UNIONS: dict[str, Any] = {
    "Value": plan.Value,
    "Seats": orders.Seats,
    "What": commands.What,
    "Sign": commands.Sign,
    "Action": orders.Action,
    "News": views.News,
    "StaffNews": staff_news.StaffNews,
    "ClientFrame": frames.ClientFrame,
    "ServerFrame": frames.ServerFrame,
    "Happening": happenings.Happening,
}
_UNION_OF = {frozenset(get_args(union)): name for name, union in _UNIONS.items()}


def kind_of(of: Any) -> Kind:
    """The kind of a field's type. Raises TypeError for a type that the wire does not know."""
    if of in _PLAIN:
        return _PLAIN[of]
    if isinstance(of, NewType):
        return of.__name__
    if isinstance(of, type) and issubclass(of, Struct | StrEnum):
        return of.__name__
    match get_origin(of), get_args(of):
        case (origin, args) if origin is Literal:
            return ("literal", *args)
        case (origin, args) if origin in (Union, UnionType):
            return _union(args)
        case (origin, (inner, last)) if origin is tuple and last is Ellipsis:
            return ("list", kind_of(inner))
        case (origin, args) if origin is tuple:
            return ("pair", *(kind_of(one) for one in args))
        case (origin, (inner,)) if origin is list:
            return ("list", kind_of(inner))
        case (origin, (key, inner)) if origin is dict and key is int:
            return ("map", kind_of(inner))
    raise TypeError(f"The wire does not know {of!r}.")


def _union(args: tuple[Any, ...]) -> Kind:
    known = _UNION_OF.get(frozenset(args))
    if known is not None:
        return known
    rest = tuple(one for one in args if one is not NoneType)
    known = _UNION_OF.get(frozenset(rest))
    if known is not None:
        return ("union", known, "null")
    return ("union", *(kind_of(one) for one in args))


def unions() -> dict[str, Kind]:
    """The named unions, spelled out."""
    return {
        name: ("union", *(kind_of(one) for one in get_args(union)))
        for name, union in _UNIONS.items()
    }


@cache
def _reached() -> tuple[Any, ...]:
    """Every type that a frame or a happening holds, in the order in which they are met."""
    found: dict[Any, None] = {}
    todo = [one for union in _UNIONS.values() for one in get_args(union)]
    while todo:
        one = todo.pop(0)
        if one in found or one in _PLAIN or one is Ellipsis:
            continue
        found[one] = None
        if isinstance(one, type) and issubclass(one, Struct):
            todo += [field.type for field in fields(one)]
        elif get_origin(one) is not Literal:
            todo += get_args(one)
    return tuple(found)


def structs() -> list[type[Struct]]:
    """The structs of the wire."""
    return [one for one in _reached() if isinstance(one, type) and issubclass(one, Struct)]


def names() -> list[str]:
    """The ids: strings of their own types."""
    return sorted(one.__name__ for one in _reached() if isinstance(one, NewType))


def enums() -> dict[str, list[str]]:
    """The words that a field may hold."""
    found = [one for one in _reached() if isinstance(one, type) and issubclass(one, StrEnum)]
    return {one.__name__: [word.value for word in one] for one in found}


def tag_of(struct: type[Struct]) -> int | str | None:
    """What its array begins with; None: it is no member of a union."""
    return struct.__struct_config__.tag


def first_line(struct: type[Struct]) -> str:
    """The first sentence of what it is; empty where its name says all."""
    written = inspect.getdoc(struct) or ""
    inherited = any(written == inspect.getdoc(base) for base in struct.__bases__)
    return "" if inherited else " ".join(written.split("\n\n")[0].split())


def docs(struct: type[Struct]) -> dict[str, str]:
    """What is said of its fields."""
    return dict(_field_docs(inspect.getsource(struct)))


def _field_docs(source: str) -> Iterator[tuple[str, str]]:
    body = cast("ast.ClassDef", ast.parse(source).body[0]).body
    for field, note in pairwise(body):
        match field, note:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(said))),
            ):
                yield name, " ".join(said.split())
