"""The one road out: every request that webhookctl makes."""
