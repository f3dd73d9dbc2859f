"""What amoCRM is, as data. Each fact names its source."""
