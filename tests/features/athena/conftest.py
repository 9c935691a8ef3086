"""What these tests need of the whole run."""

import gc


def pytest_unconfigure() -> None:
    """Takes away Hypothesis's callback: for what that keeps to the end, DuckDB blames itself."""
    gc.callbacks.clear()
