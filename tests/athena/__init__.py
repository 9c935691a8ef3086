"""The table and its saved queries, run for real over records such as CloudTrail writes."""
