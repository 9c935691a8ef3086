"""`make verify`: did the logs arrive? Reads what AWS holds, and says what is wrong with it."""
