"""The least that who deploys, verifies or shares the state must be allowed, as IAM policies."""
