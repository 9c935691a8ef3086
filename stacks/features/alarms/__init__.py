"""`alarms`: somebody is told when something happens that the CIS benchmark wants noticed."""
