"""The stacks of the audit trail; importing this package makes AWS resources cheap to import."""

from stacks.foundation.user_errors import require_node
from stacks.lazy_bindings import install

install("cdktf_cdktf_provider_aws", before_node=require_node)
