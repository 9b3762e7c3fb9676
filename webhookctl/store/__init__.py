"""The store: captures and deliveries on disk."""
