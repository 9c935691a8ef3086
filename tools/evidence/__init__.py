"""`make evidence`: what an auditor takes home, as a page, as JSON, and as the answers of AWS."""
