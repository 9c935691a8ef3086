"""`notifications`: each log file, and each change of an object, is announced."""
