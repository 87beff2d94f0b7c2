"""The same code, spread otherwise over methods, functions and classes."""

from __future__ import annotations

import ast
import copy
from random import Random

from .syntax import (
    FUNCTION,
    TEARDOWN,
    Function,
    arguments,
    call,
    classes,
    constructor,
    defined,
    has_await,
    is_own,
    load,
    locals_of,
    methods,
    names_read,
    own,
    replace_statements,
    waited,
)


def constructor_split(tree: ast.Module, random: Random) -> ast.Module:
    """What ``__init__`` does moves into ``_prepare``, which ``__init__`` calls; ``super()`` stays."""
    for class_ in classes(tree):
        init = constructor(class_)
        if init is None or not _simple(init) or any(_returns(init)):
            continue
        kept = [each for each in init.body if _is_text(each) or _is_super(each)]
        moved = [each for each in init.body if each not in kept]
        bound = {node.id for each in moved for node in ast.walk(each) if isinstance(node, ast.Name) and _binds(node)}
        if not moved or any(name in bound for each in kept for name in names_read(each)):
            continue
        args = copy.deepcopy(init.args)
        args.defaults = []
        class_.body.append(defined("_prepare", args, moved))
        init.body = [*kept, ast.Expr(call(own("_prepare"), *_given_on(init)))]
    return tree


def _binds(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_super(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and any(
        isinstance(node, ast.Name) and node.id == "super" for node in ast.walk(statement)
    )


def _given_on(function: Function) -> list[ast.expr]:
    """The arguments that give all parameters on to a function that has the same."""
    taken = function.args
    return [load(arg.arg) for arg in (*taken.posonlyargs, *taken.args)][1:]


def _simple(function: Function) -> bool:
    """Whether a function only has plain parameters."""
    return not (function.args.vararg or function.args.kwarg or function.args.kwonlyargs)


def _returns(function: Function) -> list[ast.Return]:
    return [node for node in ast.walk(function) if isinstance(node, ast.Return)]


def constructor_in_base_class(tree: ast.Module, random: Random) -> ast.Module:
    """A new base class has the constructor, and nothing else."""
    return _in_base(tree, "Base", lambda each: each.name == "__init__")


def _in_base(tree: ast.Module, suffix: str, chosen) -> ast.Module:  # type: ignore[no-untyped-def]
    body: list[ast.stmt] = []
    for statement in tree.body:
        if isinstance(statement, ast.ClassDef) and not statement.bases and not statement.decorator_list:
            moved = [each for each in statement.body if isinstance(each, FUNCTION) and chosen(each)]
            if moved and not any(_is_super(each) for method in moved for each in method.body):
                base = ast.ClassDef(f"{statement.name}{suffix}", [], [], list(moved), [], lineno=0)
                body.append(base)
                statement.bases.append(load(base.name))
                statement.body = [each for each in statement.body if each not in moved] or [ast.Pass()]
        body.append(statement)
    tree.body = body
    return tree


def teardown_in_base_class(tree: ast.Module, random: Random) -> ast.Module:
    """Move teardown methods into a new base class."""
    return _in_base(tree, "Teardown", lambda each: each.name in TEARDOWN)


def two_mixins(tree: ast.Module, random: Random) -> ast.Module:
    """Constructor and teardown move into two mixins that do not know each other."""
    body: list[ast.stmt] = []
    for statement in tree.body:
        if isinstance(statement, ast.ClassDef) and not statement.bases and not statement.decorator_list:
            begins = [each for each in statement.body if isinstance(each, FUNCTION) and each.name == "__init__"]
            ends = [each for each in statement.body if isinstance(each, FUNCTION) and each.name in TEARDOWN]
            if begins and ends and not any(_is_super(each) for method in begins + ends for each in method.body):
                for suffix, moved in (("Setup", begins), ("Teardown", ends)):
                    base = ast.ClassDef(f"{statement.name}{suffix}", [], [], list(moved), [], lineno=0)
                    body.append(base)
                    statement.bases.append(load(base.name))
                left = [each for each in statement.body if each not in (*begins, *ends)]
                statement.body = left or [ast.Pass()]
        body.append(statement)
    tree.body = body
    return tree


def teardown_in_super(tree: ast.Module, random: Random) -> ast.Module:
    """Teardown moves into a base class, and the class calls it with ``super()``."""
    for class_ in list(classes(tree)):
        if class_ not in tree.body or class_.bases or class_.decorator_list:
            continue
        moved = [each for each in methods(class_) if each.name in TEARDOWN and _simple(each)]
        moved = [each for each in moved if not each.decorator_list and not _yields(each)]
        if not moved or any(_is_super(each) for method in moved for each in method.body):
            continue
        base = ast.ClassDef(f"{class_.name}Base", [], [], [copy.deepcopy(each) for each in moved], [], lineno=0)
        for method in moved:
            above = ast.Attribute(call(load("super")), method.name, ast.Load())
            done = call(above, *_given_on(method))
            method.body = [ast.Expr(waited(done, isinstance(method, ast.AsyncFunctionDef)))]
        tree.body.insert(tree.body.index(class_), base)
        class_.bases.append(load(base.name))
    return tree


def _yields(function: Function) -> bool:
    return any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in ast.walk(function))


def teardown_split(tree: ast.Module, random: Random) -> ast.Module:
    """Everything behind the first statement of a teardown moves into a method of its own."""
    for class_ in classes(tree):
        for method in list(methods(class_)):
            first = 1 + _is_text(method.body[0])
            rest = method.body[first:]
            if method.name not in TEARDOWN or not rest or any(_returns(method)) or _yields(method):
                continue
            bound = {
                node.id
                for each in method.body[:first]
                for node in ast.walk(each)
                if isinstance(node, ast.Name) and _binds(node)
            } | {each.name for each in method.body[:first] if isinstance(each, FUNCTION)}
            given = [arg for name, arg in locals_of(method).items() if name in bound or name in _given(method)]
            given = [arg for arg in given if any(arg.arg in names_read(each) for each in rest)]
            name, awaited = f"_rest_of_{method.name.strip('_')}", has_await(rest)
            class_.body.append(defined(name, arguments("self", *given), rest, is_async=awaited))
            done = call(own(name), *[load(arg.arg) for arg in given])
            method.body = [*method.body[:first], ast.Expr(waited(done, awaited))]
    return tree


def _given(function: Function) -> set[str]:
    return {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}


def teardown_elsewhere(tree: ast.Module, random: Random) -> ast.Module:
    """Teardown only calls a method whose name says nothing: ``_finally``."""
    for class_ in classes(tree):
        for method in list(methods(class_)):
            if method.name not in TEARDOWN or not _simple(method) or _yields(method) or method.decorator_list:
                continue
            args = copy.deepcopy(method.args)
            args.defaults = []
            name, awaited = f"_part_of_{method.name.strip('_')}", isinstance(method, ast.AsyncFunctionDef)
            class_.body.append(defined(name, args, method.body, is_async=awaited))
            done = waited(call(own(name), *_given_on(method)), awaited)
            method.body = [ast.Return(done) if any(_returns(method)) else ast.Expr(done)]
    return tree


def kept_by_method(tree: ast.Module, random: Random) -> ast.Module:
    """``self._tasks.add(task)`` and ``self._rooms[key] = room`` move into methods of their own, which are called."""
    for class_ in classes(tree):
        made: list[ast.stmt] = []
        for method in methods(class_):
            if method.name != "__init__":
                _move_keeping(method, made)
        class_.body += made
    return tree


def _move_keeping(method: Function, made: list[ast.stmt]) -> None:
    def change(statement: ast.stmt, function: Function) -> list[ast.stmt] | None:
        if function is not method or not _keeps(statement):
            return None
        name = f"_keep_{len(made)}"
        given = [arg for local, arg in locals_of(method).items() if local in names_read(statement)]
        made.append(defined(name, arguments("self", *given), [statement]))
        return [ast.Expr(call(own(name), *[load(arg.arg) for arg in given]))]

    replace_statements(method, change)


def _keeps(statement: ast.stmt) -> bool:
    """Whether a statement puts a value that has a name into an attribute, or into a container in one."""
    if isinstance(statement, ast.Assign):
        value, place = statement.value, statement.targets[0]
        target = place.value if isinstance(place, ast.Subscript) else place
    elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        function = statement.value.func
        if (
            not isinstance(function, ast.Attribute)
            or function.attr not in ("add", "append")
            or not statement.value.args
        ):
            return False
        value, target = statement.value.args[0], function.value
    else:
        return False
    return isinstance(value, ast.Name) and is_own(target)


def made_by_method(tree: ast.Module, random: Random) -> ast.Module:
    """``self._task = create_task(...)`` becomes ``self._task = self._make()``."""
    for class_ in classes(tree):
        made: list[ast.stmt] = []
        for method in list(methods(class_)):
            _move_making(method, made, "self")
        class_.body += made
    return tree


def _move_making(method: Function, made: list[ast.stmt], where: str) -> None:
    def change(statement: ast.stmt, function: Function) -> list[ast.stmt] | None:
        if not isinstance(statement, (ast.Assign, ast.AnnAssign)) or not is_own(_target(statement)):
            return None
        value = statement.value
        awaited = isinstance(value, ast.Await)
        inner = value.value if isinstance(value, ast.Await) else value
        if not isinstance(inner, ast.Call) or any(isinstance(n, (ast.Await, ast.Yield)) for n in ast.walk(inner)):
            return None
        if isinstance(inner.func, ast.Name) and inner.func.id in ("set", "dict", "list", "deque", "defaultdict"):
            return None  # nobody writes a method for that
        known = {**locals_of(method), **locals_of(function)}
        read = names_read(inner)
        if "self" in read and where != "self":
            return None
        given = [known[name] for name in read if name in known]
        called = ast.unparse(inner.func).rpartition(".")[2]
        name = f"{called if called.startswith('_made') else '_made'}_{len(made)}"  # another one when it is done twice
        args = arguments(*(["self"] if where == "self" else []), *given)
        maker = defined(name, args, [ast.Return(value)], is_async=awaited)
        if where == "static":
            maker.decorator_list.append(load("staticmethod"))
        made.append(maker)
        callee = own(name) if where else load(name)
        statement.value = waited(call(callee, *[load(arg.arg) for arg in given]), awaited)
        return [statement]

    replace_statements(method, change)


def made_by_class_method(tree: ast.Module, random: Random) -> ast.Module:
    """``self._task = create_task(work())`` becomes ``self._task = self._make()``, a static method, where it can."""
    for class_ in classes(tree):
        made: list[ast.stmt] = []
        for method in list(methods(class_)):
            _move_making(method, made, "static")
        class_.body += made
    return tree


def made_by_function(tree: ast.Module, random: Random) -> ast.Module:
    """``self._task = create_task(work())`` becomes ``self._task = make()``, a function of the module."""
    made: list[ast.stmt] = []
    for class_ in classes(tree):
        for method in list(methods(class_)):
            _move_making(method, made, "")
    tree.body += made
    return tree


def entry_delegates(tree: ast.Module, random: Random) -> ast.Module:
    """A function of the module hands all it is given to another one, which does the work."""
    body: list[ast.stmt] = []
    for statement in tree.body:
        body.append(statement)
        if isinstance(statement, ast.AsyncFunctionDef) and _plainly_given(statement) and not _yields(statement):
            args = copy.deepcopy(statement.args)
            args.defaults = []
            body.insert(-1, defined(f"_do_{statement.name}", args, statement.body, is_async=True))
            given = [load(arg.arg) for arg in args.args]
            done = ast.Await(call(load(f"_do_{statement.name}"), *given))
            statement.body = [ast.Return(done) if any(_returns(statement)) else ast.Expr(done)]
    tree.body = body
    return tree


def _plainly_given(function: Function) -> bool:
    return _simple(function) and bool(function.args.args)


def _target(statement: ast.Assign | ast.AnnAssign) -> ast.expr:
    return statement.targets[0] if isinstance(statement, ast.Assign) else statement.target


def teardown_async(tree: ast.Module, random: Random) -> ast.Module:
    """``def close(self)`` becomes ``async def close(self)`` where nothing in the file calls it."""
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    names = [each.name for class_ in classes(tree) for each in methods(class_)]
    for class_ in classes(tree):
        for method in list(methods(class_)):
            free = method.name not in called and names.count(method.name) == 1 and not class_.bases
            if isinstance(method, ast.FunctionDef) and method.name in TEARDOWN[:5] and free and not _yields(method):
                fields = {name: getattr(method, name) for name in method._fields}
                class_.body[class_.body.index(method)] = ast.AsyncFunctionDef(**fields, lineno=0)
    return tree


STRUCTURE = (
    teardown_async,
    constructor_split,
    constructor_in_base_class,
    teardown_in_base_class,
    two_mixins,
    teardown_in_super,
    teardown_split,
    teardown_elsewhere,
    kept_by_method,
    made_by_method,
    made_by_class_method,
    made_by_function,
    entry_delegates,
)
