"""Event payloads, one file for each provider that has them; loaded only by `send`."""
