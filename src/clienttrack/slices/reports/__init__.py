"""Documents in Markdown about one client, made by templates of ours and of the user."""
