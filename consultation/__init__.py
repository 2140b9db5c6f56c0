"""The domain: organisations and posts, accounts, who sees what, the catalogue, the demo county."""
