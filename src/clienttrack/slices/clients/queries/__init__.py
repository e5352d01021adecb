"""Questions about clients and tags: SQL text into frozen dataclasses."""
