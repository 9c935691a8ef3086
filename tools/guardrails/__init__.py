"""`make guardrails`: what keeps everybody in an organisation but the deployer from blinding it."""
