"""What the tests that start programs need of the process that runs them."""

import signal

# Who starts the tests in the background hands on that Ctrl-C is ignored; they press it.
signal.signal(signal.SIGINT, signal.default_int_handler)
