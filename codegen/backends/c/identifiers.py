"""Names of formulas as C identifiers: as they are, unless C, its headers, Python or the generator use them.

Arguments of kernels stand in C as members of structures, as parameters of functions and, if they are lists, as
pointers.  A name that has a meaning there gets a prefix, which no other name keeps: so two names never become one.
"""

from __future__ import annotations

import keyword
import re

from muforge.codegen.ir import Program
from muforge.codegen.operations import OPERATIONS

PREFIX = "arg_"

C = """
alignas alignof asm auto bool break case char const constexpr continue default do double else enum extern false float
for goto if inline int long nullptr register restrict return short signed sizeof static static_assert struct switch
thread_local true typedef typeof typeof_unqual union unsigned void volatile while
"""
CPLUSPLUS = """
and and_eq bitand bitor catch char16_t char32_t char8_t class compl concept const_cast consteval constinit co_await
co_return co_yield decltype delete dynamic_cast explicit export final friend module mutable namespace new noexcept not
not_eq operator or or_eq override private protected public reinterpret_cast requires static_cast template this throw
try typeid typename using virtual wchar_t xor xor_eq
"""
CYTHON = "cdef cimport cpdef ctypedef gil include nogil"
MACROS = """
I assert complex errno far fortran i386 imaginary interface linux max math_errhandling min near noreturn offsetof small
stderr stdin stdout unix vax
"""
"""Names that headers or compilers define as macros, apart from those in capitals."""
TYPES = "int16_t int32_t int64_t int8_t intptr_t ptrdiff_t size_t uint16_t uint32_t uint64_t uint8_t uintptr_t"
GENERATOR = """
change done error f fixed i in index inputs inside l level moved n name node now out p parameters past points result
size sizes tails tolerance unused user_data window
"""
"""Variables of generated functions and of the macros around them."""

WORDS = frozenset(word for words in (C, CPLUSPLUS, CYTHON, MACROS, TYPES, GENERATOR) for word in words.split())
FUNCTIONS = frozenset(kind.c for kind in OPERATIONS.values() if kind.c.isidentifier())
TAKEN = frozenset([*WORDS, *FUNCTIONS, *keyword.kwlist, *keyword.softkwlist])

PATTERN = re.compile(
    rf"""
    _.*                        # reserved for compilers
    | M_E | [A-Z][A-Z0-9]{{2}} | [A-Z][A-Z0-9_]{{3,}}  # macros: NAN, NULL, M_PI, DBL_MAX; not C_A
    | ({PREFIX}|in_|index_|mf_|muforge_|MF_|MUFORGE_).*
    | [crsvw][0-9]+            # numbered values: v4
    """,
    re.VERBOSE,
)
"""Whole names that C, its headers or the generator may use."""


def is_taken(name: str) -> bool:
    """Whether a name has a meaning of its own in generated C."""
    return name in TAKEN or PATTERN.fullmatch(name) is not None


def identifier(name: str) -> str:
    """The C identifier of an argument or of a kernel; names that are not taken stay as they are."""
    if not name.isascii():
        return f"{PREFIX}x{name.encode().hex()}"
    return PREFIX + name if is_taken(name) else name


def local_name(program: Program, number: int) -> str:
    """The C name of a value: what the formula calls it, made unique by its number."""
    name = f"{program.names.get(number, '')}_{number}"
    usable = name.isidentifier() and name.isascii() and not name.startswith(("_", "M_", "mf_"))
    return name if usable and name.removeprefix("in_") not in program.inputs else f"v{number}"


def loop_index(name: str) -> str:
    """The C identifier of the index of a sum."""
    return name if name == "i" else f"index_{identifier(name)}"
