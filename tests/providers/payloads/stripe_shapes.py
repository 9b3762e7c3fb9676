"""Judges Stripe objects by the annotations of Stripe's own Python library."""

import sys
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, ForwardRef, Literal, Union, get_args, get_origin

import stripe
from stripe import ListObject, StripeObject
from stripe._stripe_object import UntypedStripeObject

_PLAIN: dict[Any, tuple[type, ...]] = {
    int: (int,),
    float: (int, float),
    str: (str,),
    bool: (bool,),
    type(None): (type(None),),
}


def problems_of(thing: dict[str, Any]) -> list[str]:
    """Return what the library's annotations do not allow in an object with an `object` name."""
    return list(_object_problems(thing, shape_of(thing), str(thing["object"])))


def shape_of(thing: dict[str, Any]) -> type:
    """Return the class the library itself gives to an object in an event."""
    named = {"object": thing["object"]}
    event = stripe.Event.construct_from({"object": "event", "data": {"object": named}}, None)
    return type(event.data.object)


def fields_of(shape: type) -> dict[str, tuple[Any, type]]:
    """Return the annotated fields of a class of the library, each with the class that has it."""
    return {
        name: (annotation, owner)
        for owner in reversed(shape.__mro__)
        if owner.__module__.startswith("stripe.") and owner is not StripeObject
        for name, annotation in vars(owner).get("__annotations__", {}).items()
        if not name.startswith("_") and "ClassVar" not in str(annotation)
    }


def _resolved(annotation: Any, owner: type) -> Any:
    """Return the class a forward reference names: in an enclosing class, or of the library."""
    if not isinstance(annotation, ForwardRef | str):
        return annotation
    name = annotation if isinstance(annotation, str) else annotation.__forward_arg__
    scope: Any = sys.modules[owner.__module__]
    scopes = [scope]
    for part in owner.__qualname__.split("."):
        scope = getattr(scope, part)
        scopes.append(scope)
    for place in (*reversed(scopes), stripe):
        found = getattr(place, name, None) or getattr(place, name.removesuffix("Resource"), None)
        if isinstance(found, type):
            return found
    raise LookupError(f"{owner.__qualname__} refers to {name}")


def _object_problems(thing: Any, shape: type, path: str) -> Iterator[str]:
    if not isinstance(thing, dict):
        yield f"{path}: not an object"
        return
    fields = fields_of(shape)
    for name in thing.keys() - fields.keys():
        yield f"{path}.{name}: not known to {shape.__qualname__}"
    for name, (annotation, owner) in fields.items():
        if name in thing:
            yield from _problems(thing[name], annotation, owner, f"{path}.{name}")
        elif type(None) not in get_args(annotation):
            yield f"{path}.{name}: missing"


def _problems(value: Any, annotation: Any, owner: type, path: str) -> Iterator[str]:
    annotation = _resolved(annotation, owner)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Union:
        yield from _union_problems(value, arguments, owner, path)
    elif origin is Literal:
        if value not in arguments:
            yield f"{path}: {value!r} is none of {arguments}"
    elif origin is list:
        yield from _list_problems(value, arguments[0], owner, path)
    elif origin is ListObject:
        yield from _page_problems(value, arguments[0], owner, path)
    elif origin is UntypedStripeObject:
        for name, item in value.items():
            yield from _problems(item, arguments[0], owner, f"{path}.{name}")
    elif isinstance(annotation, type) and issubclass(annotation, StripeObject):
        yield from _object_problems(value, annotation, path)
    else:
        yield from _plain_problems(value, annotation, path)


def _union_problems(
    value: Any, alternatives: tuple[Any, ...], owner: type, path: str
) -> Iterator[str]:
    """Judge by the alternative that fits best; an open enumeration counts as a closed one."""
    if any(get_origin(one) is Literal for one in alternatives):
        alternatives = tuple(one for one in alternatives if one is not str)
    if type(value) in alternatives:  # null, or an id where the object may be instead
        return
    alternatives = tuple(one for one in alternatives if one is not type(None))
    found = [list(_problems(value, one, owner, path)) for one in alternatives]
    yield from min(found, key=lambda one: (len(one), str(one)))


def _list_problems(value: Any, item: Any, owner: type, path: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{path}: not a list"
        return
    for number, one in enumerate(value):
        yield from _problems(one, item, owner, f"{path}[{number}]")


def _page_problems(value: Any, item: Any, owner: type, path: str) -> Iterator[str]:
    if value["object"] != "list":
        yield f"{path}.object: {value['object']!r} is not list"
    page = {name: value[name] for name in value.keys() - {"object", "data", "total_count"}}
    yield from _object_problems({**page, "data": []}, ListObject, path)
    yield from _list_problems(value["data"], item, owner, f"{path}.data")


def _plain_problems(value: Any, annotation: Any, path: str) -> Iterator[str]:
    if annotation is Any:
        return
    if annotation is Decimal:
        try:
            Decimal(value)
        except (InvalidOperation, TypeError):
            yield f"{path}: {value!r} is no decimal number in a string"
        return
    if type(value) not in _PLAIN[annotation]:
        yield f"{path}: {value!r} is not {annotation.__name__}"
