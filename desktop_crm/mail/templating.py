"""The words of a mail with names in them: "Dear {{ contact }}", and `{% if due %}` for what may be missing.

Jinja2 in its sandbox, and of its language only what words need: names, choices, a few filters. There is no
loop, no call and no arithmetic, so that every text is written at once and nothing of the program can be
reached.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

if TYPE_CHECKING:
    from jinja2 import Template, nodes
    from jinja2.sandbox import SandboxedEnvironment

LONGEST: Final = 20_000
"""Characters of a template."""
FILTERS: Final = ("upper", "lower", "capitalize", "title", "trim", "default")
_ALLOWED: Final = frozenset(
    {"Template", "Output", "TemplateData", "Name", "Const", "If", "CondExpr", "Compare", "Operand", "And",
     "Or", "Not", "Filter", "Concat"}
)  # fmt: skip
_GAP: Final = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")

Values = Mapping[str, str | int]
"""What stands for each name; "" or 0 where there is nothing to say."""


def check(text: str, known: Values, field: str) -> None:
    """Raise UserError at `field` for a text that could not be written, with the line and what is wrong there.
    `known` has an example for each name: all are tried with it, and with nothing in them."""
    _written(text, known, field)
    _written(text, {name: 0 if isinstance(example, int) else "" for name, example in known.items()}, field)


def write(text: str, values: Values, field: str) -> str:
    """The text with its names filled in; what a choice left empty leaves no gap. UserError as `check`."""
    return _GAP.sub("\n\n", _written(text, values, field)).strip("\n")


def write_line(text: str, values: Values, field: str) -> str:
    """As `write`, in one line: a subject."""
    return " ".join(_written(text, values, field).split())


def _written(text: str, values: Values, field: str) -> str:
    from jinja2 import TemplateError

    if len(text) > LONGEST:
        raise UserError(_("At most {n} characters", n=LONGEST), field)
    template = _template(text, frozenset(values), field)
    try:
        return template.render(values)
    except (TemplateError, ArithmeticError, TypeError, ValueError) as error:
        raise _broken(_line_of(error), _("this cannot be written"), field) from error


@lru_cache(maxsize=64)
def _template(text: str, known: frozenset[str], field: str) -> Template:
    from jinja2 import TemplateSyntaxError

    environment = _environment()
    try:
        _check_nodes(environment.parse(text), known, field)
        return environment.from_string(text)
    except TemplateSyntaxError as error:
        raise _broken(
            error.lineno, _("this is not understood: {text}", text=error.message or ""), field
        ) from error
    except (RecursionError, SyntaxError, MemoryError) as error:
        raise _broken(1, _("its choices stand too deep in each other"), field) from error


@lru_cache(maxsize=1)
def _environment() -> SandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True, autoescape=False
    )
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    environment.globals = {}
    return environment


def _check_nodes(tree: nodes.Template, known: frozenset[str], field: str) -> None:
    for node in _all(tree):
        kind = type(node).__name__
        if kind not in _ALLOWED:
            raise _broken(node.lineno, _("only names, “if” and filters may stand here"), field)
        name = getattr(node, "name", "")
        if kind == "Name" and name not in known:
            raise _broken(node.lineno, _("there is no name “{name}”", name=name), field)
        if kind == "Filter" and name not in FILTERS:
            why = _("there is no filter “{name}”; there are {known}", name=name, known=", ".join(FILTERS))
            raise _broken(node.lineno, why, field)


def _all(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _all(child)


def _broken(line: int, why: Message, field: str) -> UserError:
    return UserError(_("Line {line}: {why}", line=line, why=why), field)


def _line_of(error: BaseException) -> int:
    """The line of the template in which it happened."""
    line, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
