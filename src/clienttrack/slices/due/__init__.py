"""The morning list: who and what needs me today, and why."""
