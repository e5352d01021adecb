"""What log, done and snooze change, a module for each verb so that none loads the others."""
