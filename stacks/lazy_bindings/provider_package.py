"""Executes a provider package without its last lines, which import every submodule."""

import importlib
import re
import sys
from collections.abc import Collection
from importlib.machinery import SourceFileLoader
from types import ModuleType

_LAYOUT = re.compile(
    r"(?P<needed>.*^from \._jsii import \*$.*?)^(?P<submodules>(?:from \. import \w+\n)+)",
    re.MULTILINE | re.DOTALL,
)


class ProviderPackageLoader(SourceFileLoader):
    """Gives the package the `__getattr__` and `__dir__` that newer jsii generates (PEP 562)."""

    def exec_module(self, module: ModuleType) -> None:
        """Execute the package; if it is not laid out as expected, the whole of it, as usual."""
        from jsii import _reference_map

        layout = _LAYOUT.fullmatch(self.get_source(self.name) or "")
        # Without this map, jsii cannot import the class of an object that the kernel hands out.
        module_of_type = getattr(_reference_map, "_submodule_fqn_map", None)
        if layout is None or module_of_type is None:
            super().exec_module(module)
            return

        # There in a reload only, where the generated code would ask it for every submodule.
        module.__dict__.pop("__getattr__", None)
        exec(compile(layout["needed"], self.path, "exec"), module.__dict__)
        submodules = layout["submodules"].split()[3::4]
        assembly = module.__dict__["__jsii_assembly__"].name
        for name in submodules:
            camel_case = re.sub("_(.)", lambda match: match[1].upper(), name)
            module_of_type[f"{assembly}.{camel_case}"] = f"{self.name}.{name}"
        # Generated code puts a module of its public names only in the place of `module`.
        _load_on_access(sys.modules[self.name], frozenset(submodules))


def _load_on_access(package: ModuleType, submodules: Collection[str]) -> None:
    def load(name: str) -> ModuleType:
        if name in submodules:
            return importlib.import_module(f"{package.__name__}.{name}")
        raise AttributeError(f"module {package.__name__!r} has no attribute {name!r}")

    def names() -> list[str]:
        return sorted({*package.__dict__, *submodules})

    package.__dict__.update(__getattr__=load, __dir__=names)
