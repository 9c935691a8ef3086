"""The trail itself; its resources are declared in the stack of the trail."""
