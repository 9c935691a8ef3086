"""Notices the two imports that matter: the provider package, and the first jsii assembly."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType

from .kernel_start import start_kernel
from .provider_package import ProviderPackageLoader

_ASSEMBLY = "._jsii"  # a jsii package keeps its assembly in the module of this name


@dataclass(frozen=True)
class LazyBindings(MetaPathFinder):
    """Finds one provider package lazily; leaves every other import to the usual finders."""

    package: str
    before_node: Callable[[], None] = field(compare=False)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the spec of the provider package, and None for anything else."""
        if fullname.endswith(_ASSEMBLY) and not any(m.endswith(_ASSEMBLY) for m in sys.modules):
            self.before_node()
            start_kernel()  # importing the first assembly would start it
        if fullname != self.package:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = ProviderPackageLoader(fullname, spec.loader.path)
        return spec
