"""JSON over HTTP: the product's own API under /api/v1."""
