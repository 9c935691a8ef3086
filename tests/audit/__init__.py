"""`make audit`: what two scanners find in each scenario, and why it may stay."""
