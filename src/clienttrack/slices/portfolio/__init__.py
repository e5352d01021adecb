"""The whole book at a glance: tiers and stages, revenue, effort, and figures beside their targets."""
