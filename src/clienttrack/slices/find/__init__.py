"""Full-text search over clients, contacts, touchpoints and tasks."""
