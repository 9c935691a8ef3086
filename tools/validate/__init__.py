"""`make validate`: has any record of a period been changed, removed or added since it was written.

It checks what CloudTrail wrote for this: a signed digest an hour, which lists each log file with
its hash, and the digest before it.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
"""
