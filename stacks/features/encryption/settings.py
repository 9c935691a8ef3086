"""What the records can be encrypted with."""

from stacks.foundation.setting_rules import one_of

# S3's own key, or a customer-managed one.
ENCRYPTION = one_of("s3", "kms")
