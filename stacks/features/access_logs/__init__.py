"""`access_logs`: a second bucket that records who reads the first."""
