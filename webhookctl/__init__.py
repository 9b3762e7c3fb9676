"""webhookctl: capture, verify, replay and send webhooks."""

__version__ = "0.1.0"
