"""Import one resource of a CDKTF provider without loading all of them.

CDKTF is archived and jsii's remedy reaches only packages that are generated anew, so this will not
be fixed upstream: hashicorp/terraform-cdk#3753, aws/jsii#5110. The folder depends on nothing but
jsii and can be copied. Delete it, and the call of `install`, when the provider package and what it
requires in Node both load on demand: when removing it no longer changes the time of a synthesis.
"""

import sys
from collections.abc import Callable

from .import_hook import LazyBindings

__all__ = ["install"]


def install(package: str, before_node: Callable[[], None] = lambda: None) -> None:
    """Make `package`, such as `"cdktf_cdktf_provider_aws"`, load its modules when they are used.

    Everything else stays as it was: the import lines, the types, the synthesised JSON. Without
    this, one resource of the AWS provider costs 11 to 20 seconds and 1.1 GiB, as all 2,100 modules
    load twice, in Python and in Node; with it, about one second and 170 MiB.

    Call it before anything imports CDKTF or the provider. Called later, with a jsii older than
    aws/jsii#5110, or with a package that is missing or laid out in another way, it changes nothing
    and raises nothing: that half of the work, or both, is as slow as without. Calling it again is
    harmless.

    `before_node` is called when Node is about to be started, and may end the program instead.
    """
    if (hook := LazyBindings(package, before_node)) not in sys.meta_path:
        sys.meta_path.insert(0, hook)
