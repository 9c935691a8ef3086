"""`data_events` and their like: which events the trail records beside management events."""
