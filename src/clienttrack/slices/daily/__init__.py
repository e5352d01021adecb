"""The verbs of every day: log, done and snooze."""
