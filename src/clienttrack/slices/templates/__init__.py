"""The noun `template`: the templates of reports and reminders, ours and the user's."""
