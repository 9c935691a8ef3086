"""What IAM decides about an API call, asked of `@cloud-copilot/iam-simulate`."""

from tools.iam_simulator.simulator import Call, Decision, Document, Simulator, simulator

__all__ = ["Call", "Decision", "Document", "Simulator", "simulator"]
