"""What features stand on, and that knows no feature."""
