"""What the tasks do. `environment`, `locks` and `node` need the standard library only: `inv` runs before anything is installed."""
