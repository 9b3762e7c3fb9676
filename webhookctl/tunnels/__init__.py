"""Tunnels: a public URL for a local port; one file each."""
